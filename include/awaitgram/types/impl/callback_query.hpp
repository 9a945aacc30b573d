// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/callback_query.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

namespace detail {

template <class Raw>
concept business_press = requires(const Raw& raw) { raw.connection_id; };

} // namespace detail

AWAITGRAM_DECL std::int64_t callback_query::id() const noexcept {
    return visit<std::int64_t>([](const auto& raw) { return raw.query_id; });
}

AWAITGRAM_DECL std::int64_t callback_query::user_id() const noexcept {
    return visit<std::int64_t>([](const auto& raw) { return detail::dialog_of_user(raw.user_id); });
}

AWAITGRAM_DECL std::int64_t callback_query::chat_id() const noexcept {
    return visit<std::int64_t>([this](const auto& raw) -> std::int64_t {
        if constexpr (requires { raw.peer; })
            return dialog_id(raw.peer);
        const auto pressed = message();
        return pressed ? pressed->chat_id() : 0;
    });
}

AWAITGRAM_DECL std::int32_t callback_query::message_id() const noexcept {
    if (const auto* plain = raw_if<api::updateBotCallbackQuery>())
        return plain->msg_id;
    const auto pressed = message();
    return pressed ? pressed->id() : 0;
}

AWAITGRAM_DECL std::string_view callback_query::data() const noexcept {
    return visit<std::string_view>([](const auto& raw) {
        return raw.data ? detail::text_of_bytes(*raw.data) : std::string_view{};
    });
}

AWAITGRAM_DECL std::string_view callback_query::game() const noexcept {
    return visit<std::string_view>([](const auto& raw) {
        if constexpr (requires { raw.game_short_name; })
            if (raw.game_short_name)
                return raw.game_short_name->view();
        return std::string_view{};
    });
}

AWAITGRAM_DECL std::string_view callback_query::business_connection() const noexcept {
    return visit<std::string_view>([](const auto& raw) {
        if constexpr (detail::business_press<decltype(raw)>)
            return raw.connection_id.view();
        else
            return std::string_view{};
    });
}

AWAITGRAM_DECL std::int64_t callback_query::chat_instance() const noexcept {
    return visit<std::int64_t>([](const auto& raw) { return raw.chat_instance; });
}

AWAITGRAM_DECL std::optional<message> callback_query::message() const {
    return visit<std::optional<awaitgram::message>>(
        [this](const auto& raw) -> std::optional<awaitgram::message> {
            if constexpr (detail::business_press<decltype(raw)>) {
                if (raw.message.template is<api::messageEmpty>())
                    return std::nullopt;
                message_source source;
                source.business_connection = &raw.connection_id;
                return awaitgram::message(peers(), raw.message, receiver(), context(), source);
            } else {
                return std::nullopt;
            }
        }
    );
}

} // namespace awaitgram
