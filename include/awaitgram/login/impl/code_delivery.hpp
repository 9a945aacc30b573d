// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/code_delivery.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram {

namespace detail {

/// The length of a code; 0 for one that no code has.
[[nodiscard]] inline std::int32_t possible_length(std::int32_t told) noexcept {
    constexpr std::int32_t longest = 64;
    return told < 0 || told > longest ? 0 : told;
}

/// How long to wait for the next code: a day at most.
[[nodiscard]] inline std::chrono::seconds possible_timeout(std::int32_t told) noexcept {
    constexpr std::int32_t longest = 24 * 60 * 60;
    return std::chrono::seconds{std::clamp(told, 0, longest)};
}

[[nodiscard]] inline code_delivery
code_of(code_kind kind, std::int32_t length = 0, std::string detail = {}) {
    code_delivery sent;
    sent.kind = kind;
    sent.length = possible_length(length);
    sent.detail = std::move(detail);
    return sent;
}

[[nodiscard]] inline code_kind kind_of(const api::auth::CodeType& next) {
    if (next.is<api::auth::codeTypeSms>())
        return code_kind::sms;
    if (next.is<api::auth::codeTypeCall>())
        return code_kind::call;
    if (next.is<api::auth::codeTypeFlashCall>())
        return code_kind::flash_call;
    if (next.is<api::auth::codeTypeMissedCall>())
        return code_kind::missed_call;
    if (next.is<api::auth::codeTypeFragmentSms>())
        return code_kind::fragment;
    return code_kind::unknown;
}

[[nodiscard]] inline code_delivery way_of(const api::auth::SentCodeType& type) {
    if (const auto* app = type.get_if<api::auth::sentCodeTypeApp>())
        return code_of(code_kind::app, app->length);
    if (const auto* sms = type.get_if<api::auth::sentCodeTypeSms>())
        return code_of(code_kind::sms, sms->length);
    if (const auto* call = type.get_if<api::auth::sentCodeTypeCall>())
        return code_of(code_kind::call, call->length);
    if (const auto* flash = type.get_if<api::auth::sentCodeTypeFlashCall>())
        return code_of(code_kind::flash_call, 0, flash->pattern.str());
    if (const auto* missed = type.get_if<api::auth::sentCodeTypeMissedCall>())
        return code_of(code_kind::missed_call, missed->length, missed->prefix.str());
    if (const auto* mail = type.get_if<api::auth::sentCodeTypeEmailCode>())
        return code_of(code_kind::email, mail->length, mail->email_pattern.str());
    if (const auto* fragment = type.get_if<api::auth::sentCodeTypeFragmentSms>())
        return code_of(code_kind::fragment, fragment->length, fragment->url.str());
    if (const auto* word = type.get_if<api::auth::sentCodeTypeSmsWord>())
        return code_of(code_kind::word, 0, word->beginning ? word->beginning->str() : "");
    if (const auto* phrase = type.get_if<api::auth::sentCodeTypeSmsPhrase>())
        return code_of(code_kind::phrase, 0, phrase->beginning ? phrase->beginning->str() : "");
    return {};
}

} // namespace detail

AWAITGRAM_DECL std::string describe(const code_delivery& delivery) {
    const auto& detail = delivery.detail;
    switch (delivery.kind) {
    case code_kind::unknown:
        return {};
    case code_kind::app:
        return "in the Telegram app";
    case code_kind::sms:
        return "by SMS";
    case code_kind::call:
        return "by a phone call";
    case code_kind::flash_call:
        return "as the number of a call: " + detail;
    case code_kind::missed_call:
        return "as the last digits of the number of a call: " + detail;
    case code_kind::email:
        return "by e-mail to " + detail;
    case code_kind::fragment:
        return "on Fragment: " + detail;
    case code_kind::word:
    case code_kind::phrase:
        return detail.empty() ? "by SMS, in words" : "by SMS, in words: " + detail + " ...";
    }
    return {};
}

AWAITGRAM_DECL code_delivery login::delivery_of(const api::auth::sentCode& sent) {
    auto delivery = awaitgram::detail::way_of(sent.type);
    delivery.next =
        sent.next_type ? awaitgram::detail::kind_of(*sent.next_type) : code_kind::unknown;
    delivery.timeout = awaitgram::detail::possible_timeout(sent.timeout.value_or(0));
    return delivery;
}

} // namespace awaitgram
