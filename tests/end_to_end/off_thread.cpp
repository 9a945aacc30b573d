// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/session/memory.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <functional>

#include "../support/memory_server.hpp"
#include "../support/replay.hpp"
#include "../support/run.hpp"

using namespace awaitgram;

TEST_CASE("the executor is free while the numbers of a key exchange are checked") { // S-09
    asio::io_context context;
    tests::script steps;
    tests::memory_server server{steps};
    client telegram{context.get_executor(), memory_session{}, server.app()};
    std::function<awaitable<void>(client&)> body = [](client& running) -> awaitable<void> {
        api::help::getConfig request;
        const auto config = co_await running.invoke(request);
        CHECK(config->this_dc == 2);
    };
    auto done = false;
    const task running{
        context.get_executor(),
        telegram.run(std::move(body)),
        [&done](const std::exception_ptr& error) {
            CHECK(error == nullptr);
            done = true;
        }};

    // Work on other threads holds controlled clocks; nothing else does here.
    auto was_free = false;
    tests::run_until(context, [&] {
        was_free = was_free || detail::clock_holds.load() > 0;
        return done;
    });

    CHECK(was_free);
}
