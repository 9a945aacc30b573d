// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/peer_info.hpp>

#include <cstdint>
#include <functional>
#include <utility>

#include "../support/run.hpp"
#include "account.hpp"

namespace awaitgram::tests {

/// A bot's account that knows the user 5. Its requests of one method are noted and answered alike.
template <class Subject, class Request>
struct noting_account {
    explicit noting_account(typename Request::tl_result answer) {
        me.self.is_bot = true;
        me.calls.template answer_with<Request>([this,
                                                answer = std::move(answer)](const Request& asked) {
            last = asked;
            ++count;
            return answer;
        });
        run([this]() -> awaitable<void> {
            const peer_info known = user_info{5, peer_auth{50}, {}, {}};
            co_await me.session.cache_peer(known);
        });
    }

    /// The last of the requests that `act` makes.
    const Request& after(std::function<awaitable<void>()> act) {
        last = Request{};
        run(std::move(act));
        return last;
    }

    script steps{};
    account_with<Subject> me{steps};
    Request last{};
    int count = 0;
};

} // namespace awaitgram::tests
