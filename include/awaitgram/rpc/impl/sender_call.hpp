// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/sender.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::rpc {

/// An exchange under way; leaves the list, and the session, when it ends in whatever way.
struct sender::waiting {
    waiting(std::shared_ptr<sender> on, request asked)
        : owner(std::move(on)), sent(std::move(asked)), ready(owner->executor_) {
        owner->waiting_.push_back(this);
    }
    waiting(const waiting&) = delete;
    waiting& operator=(const waiting&) = delete;
    ~waiting() {
        std::erase(owner->waiting_, this);
        if (id != 0 && owner->session_) {
            owner->session_->cancel(id, steady_now());
            owner->wake_.set();
        }
    }

    std::shared_ptr<sender> owner;
    request sent;
    event ready;
    mtproto::request_id id = 0; // 0 before it went to the session and after its end
    std::optional<answer> outcome;
    std::exception_ptr error;
};

AWAITGRAM_DECL
sender::sender(asio::any_io_executor executor, sender_options options, sender_hooks hooks)
    : executor_(std::move(executor)), options_(std::move(options)), hooks_(std::move(hooks)),
      wake_(executor_), lost_at_(event::clock::now()) {
    if (!options_.key)
        return;
    mtproto::client_session_options stored{.key = *options_.key};
    stored.salt = options_.salts.empty() ? 0 : options_.salts.back().value;
    stored.salts = options_.salts;
    stored.init_prefix = options_.init_prefix;
    start_session(std::move(stored));
}

AWAITGRAM_DECL awaitable<answer> sender::exchange(request sent) {
    if (dead_)
        std::rethrow_exception(dead_);
    waiting call{shared_from_this(), std::move(sent)};
    if (session_)
        submit(call);
    while (!call.outcome && !call.error)
        co_await call.ready.wait();
    if (call.error)
        std::rethrow_exception(call.error);
    co_return std::move(*call.outcome);
}

AWAITGRAM_DECL void sender::stop() {
    stopped_ = true;
    fail_waiting(std::make_exception_ptr(std::system_error(asio::error::operation_aborted)));
    if (stream_)
        stream_->close();
    wake_.set();
}

AWAITGRAM_DECL void sender::start_session(mtproto::client_session_options options) {
    session_.emplace(std::move(options), crypto::system_random());
    for (auto* call : waiting_)
        submit(*call);
}

AWAITGRAM_DECL void sender::submit(waiting& call) {
    const auto body = call.sent.body().bytes();
    call.id = session_->submit({body.begin(), body.end()}, steady_now());
    wake_.set();
}

AWAITGRAM_DECL sender::waiting* sender::find(mtproto::request_id id) {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [id](const waiting* call) {
        return call->id == id;
    });
    return found != waiting_.end() ? *found : nullptr;
}

AWAITGRAM_DECL void sender::finish(mtproto::request_id id, answer outcome) {
    auto* call = find(id);
    if (call == nullptr)
        return;
    call->id = 0;
    call->outcome.emplace(std::move(outcome));
    call->ready.set();
}

AWAITGRAM_DECL void sender::fail_waiting(const std::exception_ptr& error) {
    for (auto* call : waiting_) {
        if (call->outcome)
            continue;
        call->error = error;
        call->ready.set();
    }
}

/// Hands out what the session has to tell.
AWAITGRAM_DECL void sender::deliver() {
    while (auto told = session_->poll_event()) {
        if (auto* result = told->get_if<mtproto::answer>()) {
            finish(result->id, std::move(result->body));
        } else if (const auto* refused = told->get_if<mtproto::refusal>()) {
            if (const auto* call = find(refused->id))
                finish(
                    refused->id,
                    failure(rpc_error{
                        refused->code,
                        refused->message,
                        std::string{method_name(call->sent.method())}})
                );
        } else if (const auto* failed = told->get_if<mtproto::failed>()) {
            if (auto* call = find(failed->id)) {
                call->id = 0;
                call->error = std::make_exception_ptr(
                    std::system_error(failed->error, std::string{method_name(call->sent.method())})
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

AWAITGRAM_DECL void sender::tell_salts() {
    if (hooks_.on_salts)
        hooks_.on_salts(session_->salts(steady_now()));
}

AWAITGRAM_DECL void sender::log(log_level level, const std::string& line) const {
    if (options_.log)
        options_.log(level, line);
}

} // namespace awaitgram::rpc
