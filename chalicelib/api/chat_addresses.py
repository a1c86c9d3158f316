"""Where chat tools and phones reach users and candidates, beside the addresses on their own record."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.access import Permission
from chalicelib.domain.channel import ChatAddresses
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
_OF_CONTACTS: tuple[Permission, ...] = ("candidates:write", "contacts:read")
_ChatId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_@.:+-]{1,100}$")]


class PutChatAddresses(RequestModel):
    """Where somebody is reached; what is left out is forgotten."""

    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{5,20}$")] | None = None
    dingtalk_user_id: _ChatId | None = None
    wecom_user_id: _ChatId | None = None
    feishu_open_id: _ChatId | None = None


class ChatAddressesView(ResponseModel):
    """Where somebody is reached."""

    phone: str | None
    dingtalk_user_id: str | None
    wecom_user_id: str | None
    feishu_open_id: str | None


def _view(addresses: ChatAddresses) -> ChatAddressesView:
    return ChatAddressesView.model_validate(addresses.model_dump())


def _read(request: Request, kind: str, subject: str) -> Answer:
    found = request.services.channels.chat_addresses(kind, subject)
    return Answer(_view(found.value), found.rev)


def _put(request: Request, kind: str, subject: str, body: PutChatAddresses) -> Answer:
    addresses = ChatAddresses.model_validate(body.model_dump())
    kept = request.services.channels.keep_chat_addresses(kind, subject, addresses, request.expected)
    return Answer(_view(kept.value), kept.rev)


@endpoint(routes, "GET", "/v1/users/{user_id}/chat-addresses", summary="Read where chat tools reach a user",
          who="people:write", response=ChatAddressesView, versioned=True)  # fmt: skip
def read_chat_addresses_of_user(request: Request, user_id: str) -> Answer:
    """Ids in DingTalk, WeCom and Feishu, and a phone number to be found by."""
    check_everywhere(request.access, "people:write")
    request.services.users.require(user_id)
    return _read(request, "user", user_id)


@endpoint(routes, "PUT", "/v1/users/{user_id}/chat-addresses", summary="Change where chat tools reach a user",
          who="people:write", body=PutChatAddresses, response=ChatAddressesView, versioned=True)  # fmt: skip
def put_chat_addresses_of_user(request: Request, body: PutChatAddresses, user_id: str) -> Answer:
    """Put these in the place of all that there were."""
    check_everywhere(request.access, "people:write")
    request.services.users.require(user_id)
    return _put(request, "user", user_id, body)


@endpoint(routes, "GET", "/v1/candidates/{candidate_id}/chat-addresses",
          summary="Read where chat tools reach a candidate", who="contacts:read", response=ChatAddressesView,
          versioned=True)  # fmt: skip
def read_chat_addresses_of_candidate(request: Request, candidate_id: str) -> Answer:
    """Ids in DingTalk, WeCom and Feishu, for companies whose candidates are colleagues."""
    request.services.candidate_register.require(candidate_id, request.access, "contacts:read")
    return _read(request, "candidate", candidate_id)


@endpoint(routes, "PUT", "/v1/candidates/{candidate_id}/chat-addresses",
          summary="Change where chat tools reach a candidate", who="candidates:write", body=PutChatAddresses,
          response=ChatAddressesView, versioned=True)  # fmt: skip
def put_chat_addresses_of_candidate(request: Request, body: PutChatAddresses, candidate_id: str) -> Answer:
    """Put these in the place of all that there were."""
    for needed in _OF_CONTACTS:
        request.services.candidate_register.require(candidate_id, request.access, needed)
    return _put(request, "candidate", candidate_id, body)
