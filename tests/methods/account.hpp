// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/types/self_info.hpp>

#include "../support/replay.hpp"
#include "../support/scripted_invoker.hpp"
#include "../support/scripted_session.hpp"

namespace awaitgram::tests {

/// An account over fakes, with the methods of one subject; every call and every use of the session is a step of the script.
template <class Subject>
class account_with final : public Subject {
public:
    explicit account_with(script& steps)
        : method_base(self), session(scripted_session{steps, storage}), calls(steps) {
        self.access = {&calls, &session};
        self.id = 1;
    }

    memory_session storage{};
    any_session session;
    scripted_invoker calls;
    self_info self{};
};

} // namespace awaitgram::tests
