// SPDX-License-Identifier: MIT
// How often sending a text allocates memory. It counts the calls of `operator new`, so that it is a program of its own.
#include "../../benchmarks/support/allocations.hpp"

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/detail/send_order.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/self_info.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <utility>

#include "../support/run.hpp"

using namespace awaitgram;

namespace {

/// Gives one answer to all calls, whose bytes are shared.
class one_answer final : public rpc::invoker {
public:
    explicit one_answer(api::Updates answer) : bytes_(tl::encoded(answer)) {}

    awaitable<rpc::answer> call(rpc::request, rpc::call_options) override { co_return bytes_; }

private:
    tl::frame bytes_;
};

class account final : public message_methods {
public:
    explicit account(const self_info& self) : method_base(self) {}
};

} // namespace

TEST_CASE("a text to a chat that is known is sent with few allocations") {
    api::updateShortSentMessage sent{};
    sent.out = true;
    sent.id = 10;
    one_answer calls{sent};
    any_session session{memory_session{}};
    peer_cache recent;
    static_cast<void>(recent.note(user_info{5, peer_auth{50}, {}, {}}));
    peer_resolver resolver{calls, session, recent};
    resolver.set_account(1, false);
    send_order order;
    self_info self{};
    self.id = 1;
    self.access = {&calls, &session, &recent, &resolver, &order};
    const account me{self};

    constexpr std::size_t texts = 100;
    std::size_t allocations = 0;
    tests::run([&]() -> awaitable<void> {
        (void)co_await me.send_text(5, "hello"); // the memory of its coroutines is used again
        const auto before = support::allocations;
        for (std::size_t at = 0; at != texts; ++at)
            (void)co_await me.send_text(5, "hello");
        allocations = support::allocations - before;
    });
    MESSAGE(allocations, " allocations of ", texts, " texts");
    CHECK(allocations <= 9 * texts); // 8 with GCC
}
