// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/frame.hpp>
#include <awaitgram/tl/vector.hpp>

// Declared only, as in rpc/invoker.hpp.
namespace awaitgram::api {
struct User;
struct Chat;
} // namespace awaitgram::api

namespace awaitgram::tl::detail {
struct type_entry;
} // namespace awaitgram::tl::detail

namespace awaitgram::rpc {

/// Sees all answers, synchronously and on the executor, so that looking at them costs no coroutine; must not throw.
class answer_observer {
public:
    /// A result, before its caller resumes.
    virtual void on_result(const tl::frame& result) = 0;

    /// The users and chats of a decoded result; either may be null.
    virtual void
    on_peers(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) = 0;

    /// A decoded result, or a new message of an update, see invoker::saw.
    [[nodiscard]] virtual bool
    on_decoded(const tl::detail::type_entry& /*type*/, const void* /*value*/) {
        return false;
    }

protected:
    answer_observer() = default;
    answer_observer(const answer_observer&) = default;
    answer_observer& operator=(const answer_observer&) = default;
    ~answer_observer() = default;
};

} // namespace awaitgram::rpc
