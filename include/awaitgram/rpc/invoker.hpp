// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/rpc/answer.hpp>
#include <awaitgram/rpc/call_options.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>
#include <awaitgram/tl/callers.hpp>
#include <awaitgram/tl/frame.hpp>
#include <awaitgram/tl/vector.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

// Only declared, so that code that sends requests does not depend on the schema of the API.
namespace awaitgram::api {
struct User;
struct Chat;
struct Updates;
} // namespace awaitgram::api

namespace awaitgram::files {
class transfer_budget; // files/transfer_budget.hpp
} // namespace awaitgram::files

namespace awaitgram::tl::detail {
struct type_entry;
} // namespace awaitgram::tl::detail

namespace awaitgram::rpc {

/// An encoded request. Its bytes are written once and shared by all code that sends, stores or repeats it.
class request {
public:
    /// `method` is the TL line of the method, for messages; it must outlive the request. `callers` may call it.
    request(
        tl::frame body, const char* method, tl::callers callers = tl::callers::users_and_bots
    ) noexcept
        : body_(std::move(body)), method_(method), callers_(callers) {}

    /// A request with a token, a phone number or the like. `body` wipes its bytes when it ends.
    [[nodiscard]] static request secret(
        tl::frame body, const char* method, tl::callers callers = tl::callers::users_and_bots
    ) noexcept {
        request made{std::move(body), method, callers};
        made.secret_ = true;
        return made;
    }

    [[nodiscard]] const tl::frame& body() const noexcept { return body_; }
    /// Whether it contains a secret, so that its bytes are not copied.
    [[nodiscard]] bool is_secret() const noexcept { return secret_; }
    [[nodiscard]] const char* method() const noexcept { return method_; }
    /// The accounts that may call the method; both where that is not known.
    [[nodiscard]] tl::callers callers() const noexcept { return callers_; }
    /// The name of the method, such as `messages.sendMessage`.
    [[nodiscard]] std::string_view name() const noexcept { return method_name(method_); }

private:
    tl::frame body_;
    const char* method_;
    tl::callers callers_;
    bool secret_ = false;
};

/// Anything that can call an encoded request: a sender, the data centres of an account, a middleware around another invoker, a
/// fake in a test.
///
/// Methods, login, files and updates are written against this interface and never against the client.
class invoker {
public:
    /// Errors:  std::system_error if there is no link for too long, or no answer in time; see errc. Telegram's refusal is a value.
    /// Cancels: drops the answer, keeps the connection.
    [[nodiscard]] virtual awaitable<answer> call(request sent, call_options options) = 0;

    /// Called with the users and chats of each decoded answer; either may be null. A middleware passes them on.
    virtual void
    learn(const tl::vector<api::User>* /*users*/, const tl::vector<api::Chat>* /*chats*/) {}

    /// Called with each decoded answer, and with new messages of updates, of the type that `type` describes. Returns whether it noted
    /// all users and chats in it, wherever they are; if not, `learn` is called with those of an answer. A middleware passes it on.
    [[nodiscard]] virtual bool saw(const tl::detail::type_entry& /*type*/, const void* /*value*/) {
        return false;
    }

    /// Called when a decoded answer says that its request moved a sequence of updates, such as `messages.affectedMessages`: that of a
    /// channel by its bare id, or the account's own for 0. A middleware passes it on.
    virtual void
    affected(std::int64_t /*channel*/, std::int32_t /*pts*/, std::int32_t /*pts_count*/) {}

    /// Called with the encoded `Updates` object inside of a decoded answer, such as `messages.invitedUsers`. A middleware passes it on.
    virtual void found_updates(tl::frame /*updates*/) {}

    /// The memory that all transfers of files by this invoker share; null when each has its own. A middleware passes it on.
    [[nodiscard]] virtual std::shared_ptr<files::transfer_budget> transfers() { return nullptr; }

protected:
    invoker() = default;
    invoker(const invoker&) = default;
    invoker& operator=(const invoker&) = default;
    ~invoker() = default;
};

} // namespace awaitgram::rpc
