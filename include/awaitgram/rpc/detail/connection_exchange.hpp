// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/connection.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::rpc {

/// An exchange under way; leaves the list, and the channel, when it ends in whatever way.
struct connection::waiting {
    waiting(std::shared_ptr<connection> on, byte_buffer function, const char* asked)
        : owner(std::move(on)), body(std::move(function)), method(asked), ready(owner->executor_) {
        owner->waiting_.push_back(this);
    }
    waiting(const waiting&) = delete;
    waiting& operator=(const waiting&) = delete;
    ~waiting() {
        std::erase(owner->waiting_, this);
        if (id != 0 && owner->channel_) {
            owner->channel_->cancel(id, steady_now());
            owner->wake_.set();
        }
    }

    std::shared_ptr<connection> owner;
    byte_buffer body;
    const char* method;
    event ready;
    mtproto::request_id id = 0; // 0 before it went to the channel and after its end
    std::optional<answer> outcome;
    std::exception_ptr error;
};

inline connection::connection(
    asio::any_io_executor executor, connection_options options, connection_hooks hooks
)
    : executor_(std::move(executor)), options_(std::move(options)), hooks_(std::move(hooks)),
      wake_(executor_), lost_at_(event::clock::now()) {
    if (!options_.key)
        return;
    mtproto::channel_options stored{.key = *options_.key};
    stored.salt = options_.salts.empty() ? 0 : options_.salts.back().value;
    stored.salts = options_.salts;
    stored.prologue = options_.prologue;
    start_channel(std::move(stored));
}

inline awaitable<answer> connection::exchange(byte_buffer function, const char* method) {
    if (dead_)
        std::rethrow_exception(dead_);
    waiting call{shared_from_this(), std::move(function), method};
    if (channel_)
        submit(call);
    while (!call.outcome && !call.error)
        co_await call.ready.wait();
    if (call.error)
        std::rethrow_exception(call.error);
    co_return std::move(*call.outcome);
}

inline void connection::stop() {
    stopped_ = true;
    fail_waiting(std::make_exception_ptr(std::system_error(asio::error::operation_aborted)));
    if (stream_)
        stream_->close();
    wake_.set();
}

inline void connection::start_channel(mtproto::channel_options options) {
    channel_.emplace(std::move(options), crypto::system_random());
    for (auto* call : waiting_)
        submit(*call);
}

inline void connection::submit(waiting& call) {
    call.id = channel_->submit(call.body, steady_now());
    wake_.set();
}

inline connection::waiting* connection::find(mtproto::request_id id) {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [id](const waiting* call) {
        return call->id == id;
    });
    return found != waiting_.end() ? *found : nullptr;
}

inline void connection::finish(mtproto::request_id id, answer outcome) {
    auto* call = find(id);
    if (call == nullptr)
        return;
    call->id = 0;
    call->outcome.emplace(std::move(outcome));
    call->ready.set();
}

inline void connection::fail_waiting(const std::exception_ptr& error) {
    for (auto* call : waiting_) {
        if (call->outcome)
            continue;
        call->error = error;
        call->ready.set();
    }
}

/// Hands out what the channel has to tell.
inline void connection::deliver() {
    while (auto told = channel_->poll_event()) {
        if (auto* result = told->get_if<mtproto::answer>()) {
            finish(result->id, std::move(result->body));
        } else if (const auto* refused = told->get_if<mtproto::refusal>()) {
            if (const auto* call = find(refused->id))
                finish(
                    refused->id,
                    failure(rpc_error{
                        refused->code, refused->message, std::string{method_name(call->method)}})
                );
        } else if (const auto* failed = told->get_if<mtproto::failed>()) {
            if (auto* call = find(failed->id)) {
                call->id = 0;
                call->error = std::make_exception_ptr(
                    std::system_error(failed->error, std::string{method_name(call->method)})
                );
                call->ready.set();
            }
        } else if (auto* update = told->get_if<mtproto::update>()) {
            if (hooks_.on_update)
                hooks_.on_update(std::move(update->body));
        } else if (told->get_if<mtproto::session_created>() != nullptr) {
            if (hooks_.on_new_session)
                hooks_.on_new_session();
        } else if (told->get_if<mtproto::salt_changed>() != nullptr || told->get_if<mtproto::salts_learned>() != nullptr) {
            tell_salts();
        }
    }
}

inline void connection::tell_salts() {
    if (hooks_.on_salts)
        hooks_.on_salts(channel_->salts(steady_now()));
}

inline void connection::log(log_level level, const std::string& line) const {
    if (options_.log)
        options_.log(level, line);
}

} // namespace awaitgram::rpc
