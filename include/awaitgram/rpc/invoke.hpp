// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/method_error.hpp>
#include <awaitgram/rpc/method_facts.hpp>
#include <awaitgram/tl/codec.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace awaitgram::rpc {

namespace detail {

/// Whether a request passed as a temporary would be destroyed twice: GCC 12 does that to aggregates in a `co_await` expression.
template <class F>
concept unsafe_temporary =
#ifdef __clang__
    false &&
#endif
    tl::function<F> && !std::is_reference_v<F> && !std::is_trivially_destructible_v<F>;

/// Refuses such a request at compile time.
template <class F>
constexpr void refuse_temporary() {
    static_assert(
        !unsafe_temporary<F>,
        "GCC 12 destroys a temporary request twice: write `api::method request{...};` and then "
        "`co_await client.invoke(request)`"
    );
}

template <class T>
concept no_method = !tl::function<T>;

/// The result of what is no method.
struct no_result {};

/// Refuses at compile time what is no method.
template <class T>
constexpr void refuse_non_method() {
    constexpr auto is_method = tl::function<T>;
    static_assert(
        is_method,
        "only a method of the schema can be invoked, such as api::messages::sendMessage; this is "
        "no method"
    );
}

/// The users and chats in a result; either may be null.
struct peer_lists {
    const tl::vector<api::User>* users = nullptr;
    const tl::vector<api::Chat>* chats = nullptr;
};

template <class R>
[[nodiscard]] peer_lists peers_in(const void* result) {
    using user_list = const tl::vector<api::User>*;
    using chat_list = const tl::vector<api::Chat>*;
    const auto& value = *static_cast<const R*>(result);
    peer_lists lists;
    if constexpr (std::is_same_v<R, tl::vector<api::User>>)
        lists.users = &value;
    else if constexpr (requires { user_list{&value.users}; })
        lists.users = &value.users;
    else if constexpr (requires { user_list{value.users()}; })
        lists.users = value.users();
    if constexpr (requires { chat_list{&value.chats}; })
        lists.chats = &value.chats;
    else if constexpr (requires { chat_list{value.chats()}; })
        lists.chats = value.chats();
    return lists;
}

/// A result that tells how far its request moved a sequence of updates.
template <class R>
concept moves_sequence = requires(const R& result) {
    { result.pts } -> std::convertible_to<std::int32_t>;
    { result.pts_count } -> std::convertible_to<std::int32_t>;
};
/// A result with an `Updates` object inside.
template <class R>
concept contains_updates = requires(const R& result) {
    { &result.updates } -> std::same_as<const api::Updates*>;
};
/// The same for one of several constructors.
template <class Sum, class... Constructors>
constexpr bool some_contains_updates(const tl::box<Sum, Constructors...>*) noexcept {
    return (contains_updates<Constructors> || ...);
}
template <class R>
concept may_contain_updates =
    requires { requires some_contains_updates(static_cast<const R*>(nullptr)); };

/// Passes on what a result says about the account's updates.
using news_function = void (*)(const void* result, std::int64_t channel, invoker& via);

template <class R>
[[nodiscard]] constexpr news_function news_of() noexcept {
    if constexpr (moves_sequence<R>)
        return [](const void* result, std::int64_t channel, invoker& via) {
            const auto& value = *static_cast<const R*>(result);
            via.affected(channel, value.pts, value.pts_count);
        };
    else if constexpr (contains_updates<R>)
        return [](const void* result, std::int64_t, invoker& via) {
            via.found_updates(tl::frame(tl::encoded(static_cast<const R*>(result)->updates)));
        };
    else if constexpr (may_contain_updates<R>)
        return [](const void* result, std::int64_t, invoker& via) {
            static_cast<const R*>(result)->visit([&via](const auto& some) {
                if constexpr (contains_updates<std::remove_cvref_t<decltype(some)>>)
                    via.found_updates(tl::frame(tl::encoded(some.updates)));
            });
        };
    else
        return nullptr;
}

/// The bare id of a channel that an InputPeer or InputChannel names; 0 for others.
template <class Input>
[[nodiscard]] std::int64_t channel_in(const Input& input) {
    return input.visit([](const auto& some) -> std::int64_t {
        if constexpr (requires { some.channel_id; })
            return some.channel_id;
        else
            return 0;
    });
}

/// The bare id of the channel that a request is about; 0 for none.
template <class F>
[[nodiscard]] std::int64_t channel_of_request(const F& function) {
    // The other peer is a part of that chat, or of the account's saved messages.
    if constexpr (requires { channel_in(*function.parent_peer); })
        return function.parent_peer ? channel_in(*function.parent_peer) : 0;
    else if constexpr (requires { channel_in(function.channel); })
        return channel_in(function.channel);
    else if constexpr (requires { channel_in(function.peer); })
        return channel_in(function.peer);
    else
        return 0;
}

/// Decodes results of one type.
struct result_type {
    tl::type_ref type;
    peer_lists (*peers)(const void* result);
    const char* method;
    news_function news;
    /// The channel that the request is about, for `news`.
    std::int64_t channel;
};

template <tl::function F>
[[nodiscard]] result_type result_of(const F& function) {
    using result = typename F::tl_result;
    std::int64_t channel = 0;
    if constexpr (moves_sequence<result>)
        channel = channel_of_request(function);
    return {tl::type_of<result>(), &peers_in<result>, F::tl_line, news_of<result>(), channel};
}

/// The value of an answer; its peers are passed to `via`. Throws errc::malformed_answer.
[[nodiscard]] tl::raw_reply decode_result(invoker& via, result_type expected, tl::frame&& body);

/// A new random id.
[[nodiscard]] std::int64_t new_random_id();

template <class F>
concept has_random_id = requires { requires std::same_as<decltype(F::random_id), std::int64_t>; };
template <class F>
concept has_random_ids =
    requires { requires std::same_as<decltype(F::random_id), tl::vector<std::int64_t>>; };

/// A request whose bytes are wiped when their last user is gone.
[[nodiscard]] request secret_request(byte_buffer body, const char* method, tl::callers callers);

/// A request without secrets. Its bytes are encoded in memory that the thread keeps, and copied if they are few.
///
/// Errors: throws tl::encode_error.
[[nodiscard]] request
plain_request(tl::type_ref type, const void* function, const char* method, tl::callers callers);

template <tl::function F>
[[nodiscard]] request as_request(const F& function) {
    if constexpr (has_secrets(F::tl_line))
        return secret_request(tl::encoded(function), F::tl_line, checked_callers<F>);
    else
        return plain_request(tl::type_of<F>(), &function, F::tl_line, checked_callers<F>);
}

template <class F>
concept has_many_media = requires(F function) {
    requires std::same_as<decltype(function.multi_media.begin()->random_id), std::int64_t>;
};
/// A wrapper around another method, such as invokeWithBusinessConnection.
template <class F>
concept wraps_function = requires { requires tl::function<decltype(F::query)>; };

/// Whether a request has a `random_id` that is 0, or fewer of them than it needs.
template <class F>
[[nodiscard]] bool lacks_random_id(const F& function) {
    if constexpr (has_random_id<F>)
        return function.random_id == 0;
    if constexpr (has_random_ids<F>) {
        for (const auto id : function.random_id)
            if (id == 0)
                return true;
        return function.random_id.size() < function.id.size();
    }
    if constexpr (has_many_media<F>) {
        for (const auto& each : function.multi_media)
            if (each.random_id == 0)
                return true;
    }
    if constexpr (wraps_function<F>)
        return lacks_random_id(function.query);
    return false;
}

/// Fills in each `random_id` that is 0 or missing.
template <class F>
void fill_random_ids(F& function) {
    if constexpr (has_random_id<F>)
        if (function.random_id == 0)
            function.random_id = new_random_id();
    if constexpr (has_random_ids<F>) {
        for (auto& id : function.random_id)
            if (id == 0)
                id = new_random_id();
        while (function.random_id.size() < function.id.size())
            function.random_id.push_back(new_random_id());
    }
    if constexpr (has_many_media<F>)
        for (auto& each : function.multi_media)
            if (each.random_id == 0)
                each.random_id = new_random_id();
    if constexpr (wraps_function<F>)
        fill_random_ids(function.query);
}

/// The encoded request. A `random_id` that is 0 or missing is filled in once per call, so that a request that is sent again after a
/// lost connection takes effect once.
template <tl::function F>
[[nodiscard]] request encode_request(const F& function) {
    if (lacks_random_id(function)) {
        if constexpr (has_random_id<F> || has_random_ids<F> || has_many_media<F> || wraps_function<F>) {
            F complete = function;
            fill_random_ids(complete);
            return as_request(complete);
        }
    }
    return as_request(function);
}

template <class R>
awaitable<tl::reply<R>>
decoded(std::shared_ptr<invoker> via, result_type expected, awaitable<answer> pending) {
    auto got = co_await std::move(pending);
    if (!got)
        throw rpc_error{got.error()};
    co_return tl::reply<R>(decode_result(*via, expected, std::move(*got)));
}

template <tl::function F>
awaitable<method_result<F>>
tried(std::shared_ptr<invoker> via, result_type expected, awaitable<answer> pending) {
    auto got = co_await std::move(pending);
    if (!got)
        co_return failure(got.error());
    co_return tl::reply<typename F::tl_result>(decode_result(*via, expected, std::move(*got)));
}

/// An invoker that its owner keeps until the call has ended.
[[nodiscard]] inline std::shared_ptr<invoker> borrowed(invoker& via) noexcept {
    const std::shared_ptr<void> none;
    return {none, &via};
}

} // namespace detail

/// Calls a method of the API through any invoker, which outlives the call. The request is encoded at once, so it may be changed or
/// destroyed before the answer arrives. The encoded form of the methods of `auth`, `account` and `payments`, which may contain
/// secrets, is wiped after its last use.
///
/// Errors:  rpc_error if Telegram refuses; std::system_error if the link breaks, or with errc::malformed_answer.
/// Cancels: drops the answer, keeps the connection.
template <tl::function F>
[[nodiscard]] awaitable<tl::reply<typename F::tl_result>>
invoke(invoker& via, const F& function, call_options options = {}) {
    return detail::decoded<typename F::tl_result>(
        detail::borrowed(via),
        detail::result_of(function),
        via.call(detail::encode_request(function), options)
    );
}

/// As above, but the call owns the invoker until it has ended.
template <tl::function F>
[[nodiscard]] awaitable<tl::reply<typename F::tl_result>>
invoke(std::shared_ptr<invoker> via, const F& function, call_options options = {}) {
    auto pending = via->call(detail::encode_request(function), options);
    return detail::decoded<typename F::tl_result>(
        std::move(via), detail::result_of(function), std::move(pending)
    );
}

/// As `invoke`, but a refusal is a value, which knows the errors of its method.
template <tl::function F>
[[nodiscard]] awaitable<method_result<F>>
try_invoke(invoker& via, const F& function, call_options options = {}) {
    return detail::tried<F>(
        detail::borrowed(via),
        detail::result_of(function),
        via.call(detail::encode_request(function), options)
    );
}
template <tl::function F>
[[nodiscard]] awaitable<method_result<F>>
try_invoke(std::shared_ptr<invoker> via, const F& function, call_options options = {}) {
    auto pending = via->call(detail::encode_request(function), options);
    return detail::tried<F>(std::move(via), detail::result_of(function), std::move(pending));
}

/// As above, of a function whose encoded form is made elsewhere; `function` tells what it is about.
template <tl::function F>
[[nodiscard]] awaitable<method_result<F>>
try_invoke_encoded(invoker& via, const F& function, tl::frame body, call_options options = {}) {
    request made{std::move(body), F::tl_line, detail::checked_callers<F>};
    return detail::tried<F>(
        detail::borrowed(via), detail::result_of(function), via.call(std::move(made), options)
    );
}

template <detail::unsafe_temporary F>
awaitable<tl::reply<typename F::tl_result>> invoke(invoker&, F&&, call_options = {}) {
    detail::refuse_temporary<F>();
    return {};
}

template <detail::unsafe_temporary F>
awaitable<method_result<F>> try_invoke(invoker&, F&&, call_options = {}) {
    detail::refuse_temporary<F>();
    return {};
}

template <detail::no_method T>
awaitable<detail::no_result> invoke(invoker&, const T&, call_options = {}) {
    detail::refuse_non_method<T>();
    return {};
}
template <detail::no_method T>
awaitable<detail::no_result> try_invoke(invoker&, const T&, call_options = {}) {
    detail::refuse_non_method<T>();
    return {};
}

} // namespace awaitgram::rpc
