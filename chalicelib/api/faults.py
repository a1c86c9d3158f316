"""What pydantic found wrong, as the product's own error, in sentences for people in both languages."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized

_SOME = Localized(en="Some fields are not valid.", zh="部分字段无效。")
_CHINESE: Mapping[str, str] = {
    "missing": "必填字段",
    "extra_forbidden": "不允许的字段",
    "string_type": "应为字符串",
    "string_too_short": "长度至少为 {min_length} 个字符",
    "string_too_long": "长度不得超过 {max_length} 个字符",
    "string_pattern_mismatch": "格式应符合 {pattern}",
    "string_unicode": "含有无效的 Unicode 字符",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限数字",
    "bool_type": "应为布尔值",
    "bool_parsing": "应为布尔值",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "literal_error": "应为以下之一:{expected}",
    "too_short": "至少需要 {min_length} 项",
    "too_long": "不得超过 {max_length} 项",
    "list_type": "应为数组",
    "tuple_type": "应为数组",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "none_required": "应为 null",
    "union_tag_not_found": "缺少用于区分类型的字段 {discriminator}",
    "union_tag_invalid": "类型字段 {discriminator} 应为以下之一:{expected_tags}",
    "datetime_type": "应为带时区的日期时间",
    "datetime_parsing": "应为带时区的日期时间",
    "datetime_from_date_parsing": "应为带时区的日期时间",
    "timezone_aware": "日期时间须带时区",
    "url_type": "应为网址",
    "url_parsing": "应为有效的网址",
    "url_scheme": "网址协议应为 {expected_schemes}",
    "url_too_long": "网址过长",
    "value_error": "取值无效",
}
_ANY = "取值无效"


def invalid(error: ValidationError, *, query: bool = False) -> InvalidInput:
    """The product's error for pydantic's, with a pointer to each field at fault."""
    faults = error.errors(include_url=False, include_input=False)
    return InvalidInput(
        "invalid_fields", _SOME, tuple((_pointer(fault, query=query), _text(fault)) for fault in faults)
    )


def _pointer(fault: ErrorDetails, *, query: bool) -> str:
    if query:
        return "?" + ".".join(str(part) for part in fault["loc"])
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in fault["loc"])


def _text(fault: ErrorDetails) -> Localized:
    context: Mapping[str, Any] = fault.get("ctx", {})
    if fault["type"] == "said":
        return Localized(en=str(context["en"]), zh=str(context["zh"]))
    chinese = _CHINESE.get(fault["type"], _ANY)
    try:
        chinese = chinese.format(**context)
    except (KeyError, IndexError):
        chinese = _ANY
    return Localized(en=fault["msg"], zh=chinese)
