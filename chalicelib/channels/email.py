"""Mail through SES. What becomes of it comes back as events of its configuration set, not by asking."""

from datetime import timedelta

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError
from pydantic import EmailStr

from chalicelib.adapters.channel_link import Link
from chalicelib.domain.channel import Contact, Message, Outcome, Sent, Shown
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice_template import one_line

_LATER = frozenset({"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"})
_SERVER_ERROR = 500


class EmailSetting(DomainModel):
    """What a tenant may set for its mail; nothing of it is needed."""

    reply_to: EmailStr | None = None


class Email:
    """Plain-text mail from the product's own address."""

    name = Localized(en="Email", zh="电子邮件")
    setting = EmailSetting
    credentials: tuple[str, ...] = ()
    follows = timedelta()
    tells_read = False
    finds = False
    repeats = timedelta()

    def address(self, contact: Contact) -> str | None:
        """The email address."""
        return contact.email

    def shown(self, message: Message) -> Shown:
        """All of it."""
        return Shown(text=message.text)

    def send(self, message: Message, link: Link) -> Outcome:
        """Hand it to SES. An error that SES itself answers with is certain; silence is not."""
        setting = EmailSetting.model_validate(link.setting)
        tags = {"tenant": message.tenant, "notice": message.notice, "key": message.key}
        try:
            provider_id = link.mailer.send(
                message.address, one_line(message.subject), message.text, reply_to=setting.reply_to, tags=tags
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _LATER:
                return Outcome(state="later", detail=code)
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= _SERVER_ERROR:
                return Outcome(state="unsure", detail=code)
            return Outcome(state="refused", detail=code)
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            return Outcome(state="later", detail=type(error).__name__)
        except BotoCoreError as error:
            return Outcome(state="unsure", detail=type(error).__name__)
        return Outcome(state="accepted", provider_id=provider_id)

    def look_up(self, sent: Sent, link: Link) -> Outcome | None:
        """SES cannot be asked."""
        del sent, link
        return None


CHANNEL = Email()
