// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/bots.hpp>
#include <awaitgram/methods/detail/calling.hpp>
#include <awaitgram/methods/detail/outgoing.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/impl/answered_message.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// The methods about bots that send messages.

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<message> start_now(
    const self_info* account, chat_query bot, std::optional<chat_query> group, std::string parameter
) {
    const auto whom = co_await resolved(account, std::move(bot));
    auto where = whom;
    if (group)
        where = co_await resolved(account, *std::move(group));
    api::messages::startBot request{};
    request.bot = input_of_user(whom);
    request.peer = where.input;
    request.start_param = parameter;
    auto sending = send_request_now(account, where.id, std::move(request));
    co_return co_await std::move(sending);
}

} // namespace detail

AWAITGRAM_DECL awaitable<message> bot_methods::send_inline_result(
    chat_ref chat, const inline_bot_result& result, send_options options
) const {
    return send_inline_result(chat, result.query_id(), result.id(), options);
}

AWAITGRAM_DECL awaitable<message> bot_methods::send_inline_result(
    chat_ref chat, std::int64_t query_id, std::string_view result_id, send_options options
) const {
    api::messages::sendInlineBotResult request{};
    request.query_id = query_id;
    request.id = result_id;
    detail::outgoing sent(&account(), chat, options);
    return detail::send_now(std::move(sent), detail::outgoing_text{}, std::move(request));
}

AWAITGRAM_DECL awaitable<message>
bot_methods::start_bot(chat_ref bot, start_options options) const {
    return detail::start_now(
        &account(),
        chat_query{bot},
        detail::given_chat(options.group),
        std::string{options.parameter}
    );
}

} // namespace awaitgram
