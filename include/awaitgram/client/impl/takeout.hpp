// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/client/takeout.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>

#include <asio/this_coro.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::unique_ptr<takeout>>
begin_takeout(const self_info* account, takeout_options options) {
    api::account::initTakeoutSession request{};
    request.contacts = options.contacts;
    request.message_users = options.messages || options.private_chats;
    request.message_chats = options.messages || options.basic_groups;
    request.message_megagroups = options.messages || options.supergroups;
    request.message_channels = options.messages || options.channels;
    request.files = options.files;
    if (options.files)
        request.file_max_size = options.largest_file;
    const auto begun = co_await rpc::invoke(*account->access.calls, request);
    co_return std::make_unique<takeout>(*account, begun->id);
}

[[nodiscard]] inline awaitable<void> run_takeout_now(
    const self_info* account,
    takeout_options options,
    unique_function<awaitable<void>(takeout&)> body
) {
    const auto scope = co_await begin_takeout(account, options);
    std::exception_ptr error;
    try {
        co_await body(*scope);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    try {
        const auto success = error == nullptr;
        co_await scope->finish(success);
    } catch (...) {
        if (!error)
            throw;
    }
    if (error)
        std::rethrow_exception(error);
}

/// Notes that an export has ended, as soon as Telegram says so.
[[nodiscard]] inline awaitable<void>
finish_takeout(rpc::invoker* calls, bool success, bool* finished) {
    api::account::finishTakeoutSession request{};
    request.success = success;
    static_cast<void>(co_await rpc::invoke(*calls, request));
    *finished = true;
}

inline awaitable<void> nothing_to_do() {
    co_return;
}

} // namespace detail

AWAITGRAM_DECL awaitable<rpc::answer>
detail::takeout_calls::call(rpc::request sent, rpc::call_options options) {
    if (options.lane == rpc::lane::cdn)
        return inner().call(std::move(sent), options);
    const auto body = sent.body().bytes();
    byte_buffer wrapped;
    wrapped.reserve(sizeof(std::uint32_t) + sizeof(std::int64_t) + body.size());
    append_le(wrapped, api::invokeWithTakeout<tl::encoded_query>::tl_id);
    append_le(wrapped, id_);
    append(wrapped, body);
    if (sent.is_secret())
        return inner().call(
            rpc::detail::secret_request(std::move(wrapped), sent.method(), sent.callers()), options
        );
    return inner().call(
        rpc::request{tl::frame{std::move(wrapped)}, sent.method(), sent.callers()}, options
    );
}

AWAITGRAM_DECL takeout::takeout(const self_info& account, std::int64_t id)
    : calls_(*account.access.calls, id), self_(account) {
    self_.access.calls = &calls_;
    act_for(self_);
}

AWAITGRAM_DECL awaitable<void> takeout::finish(bool success) {
    if (finished_)
        return detail::nothing_to_do();
    return detail::finish_takeout(&calls_, success, &finished_);
}

AWAITGRAM_DECL awaitable<std::unique_ptr<awaitgram::takeout>>
takeout_methods::takeout(takeout_options options) const {
    return detail::begin_takeout(&account(), options);
}

AWAITGRAM_DECL awaitable<void> takeout_methods::run_takeout(
    takeout_options options, unique_function<awaitable<void>(awaitgram::takeout&)> body
) const {
    return detail::run_takeout_now(&account(), options, std::move(body));
}

} // namespace awaitgram
