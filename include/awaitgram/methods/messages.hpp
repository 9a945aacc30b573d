// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/detail/described.hpp>
#include <awaitgram/methods/editing.hpp> // IWYU pragma: export
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp> // IWYU pragma: export
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <concepts>
#include <cstdint>
#include <utility>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

namespace detail {

/// What a raw request tells about the messages that it sends.
struct raw_sending {
    api::InputPeer peer{};
    std::vector<std::int64_t> random_ids{};
    bool scheduled = false;
    /// The message as far as the request describes it.
    api::message described{};
};

template <class Request>
[[nodiscard]] raw_sending sending_of(const Request& request) {
    raw_sending sending;
    if constexpr (requires { request.to_peer; })
        sending.peer = request.to_peer;
    else
        sending.peer = request.peer;
    if constexpr (rpc::detail::has_random_id<Request>)
        sending.random_ids.push_back(request.random_id);
    else if constexpr (rpc::detail::has_random_ids<Request>)
        sending.random_ids.assign(request.random_id.begin(), request.random_id.end());
    else
        for (const auto& each : request.multi_media)
            sending.random_ids.push_back(each.random_id);
    if constexpr (requires { request.schedule_date.has_value(); })
        sending.scheduled = request.schedule_date.has_value();
    sending.described = described(request, 0);
    return sending;
}

[[nodiscard]] awaitable<message> sent_raw_now(
    const self_info* sender, raw_sending sending, awaitable<tl::reply<api::Updates>> answer
);
[[nodiscard]] awaitable<std::vector<message>> all_sent_raw_now(
    const self_info* sender, raw_sending sending, awaitable<tl::reply<api::Updates>> answer
);

template <class Request>
concept answered_by_updates =
    tl::function<Request> && std::same_as<typename Request::tl_result, api::Updates>;
/// A raw request that sends one message.
template <class Request>
concept sends_one = answered_by_updates<Request> && rpc::detail::has_random_id<Request>;
/// A raw request that sends several messages: forwardMessages or sendMultiMedia.
template <class Request>
concept sends_several = answered_by_updates<Request> && (rpc::detail::has_random_ids<Request> ||
                                                         rpc::detail::has_many_media<Request>);

} // namespace detail

/// Methods that send messages.
///
/// Those that are sent to one chat, named in the same way, arrive in the order in which they were begun, also when they are not
/// awaited one by one. `random_id` is made once for each message, so that none is sent twice over a lost connection.
class message_methods : public virtual method_base {
public:
    /// Sends a text, plain or formatted, to a chat, such as `"@name"`, a number or a message of the chat; see chat_ref.
    /// Returns the message sent.
    ///
    /// The text is normalised first, see text/normalise.hpp.
    /// Raw method: messages.sendMessage.
    /// Errors:     rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks, or
    ///             with text_errc or keyboard_errc before anything is sent.
    /// Cancels:    the message may have been sent nevertheless.
    [[nodiscard]] awaitable<message>
    send_text(chat_ref chat, text_ref content, send_options options = {}) const;

    /// Sends a text of any length in as many messages as it needs, one after the other, and returns them; see text/split.hpp.
    ///
    /// The first one is the reply, the others stay in the same topic, and the last one has the keyboard.
    /// Raw method: messages.sendMessage.
    /// Errors:     as for `send_text`. When Telegram refuses a piece, those before it have been sent.
    /// Cancels:    some of the messages may have been sent nevertheless.
    [[nodiscard]] awaitable<std::vector<message>>
    send_long_text(chat_ref chat, text_ref content, send_options options = {}) const;

    /// Calls a raw method that sends a message, such as messages.sendMedia, and returns the message: it is found in the answer by its
    /// random id, which is filled in where it is 0. Its peer must be set; see peer_methods::resolve_peer.
    ///
    /// Raw method: the request.
    /// Errors:     as `client::invoke`. When Telegram says that an earlier attempt has sent it already, the message has the id 0.
    /// Cancels:    the message may have been sent nevertheless.
    template <detail::sends_one Request>
    [[nodiscard]] awaitable<message> sent(const Request& request) const {
        auto complete = request;
        rpc::detail::fill_random_ids(complete);
        return detail::sent_raw_now(
            &account(), detail::sending_of(complete), rpc::invoke(*account().access.calls, complete)
        );
    }

    /// The same for one that sends several: messages.forwardMessages or messages.sendMultiMedia. The messages have the order of the
    /// request.
    ///
    /// Raw method, Errors, Cancels: as the other.
    template <detail::sends_several Request>
    [[nodiscard]] awaitable<std::vector<message>> sent(const Request& request) const {
        auto complete = request;
        rpc::detail::fill_random_ids(complete);
        return detail::all_sent_raw_now(
            &account(), detail::sending_of(complete), rpc::invoke(*account().access.calls, complete)
        );
    }

protected:
    message_methods() = default;
    ~message_methods() = default;
};

} // namespace awaitgram
