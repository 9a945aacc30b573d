// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/middleware/log.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../../support/fixed_invoker.hpp"
#include "../../support/run.hpp"

using namespace awaitgram;

TEST_CASE("every call is a debug line with its method and size, not its content") {
    tests::fixed_invoker inner;
    inner.add(true);
    std::vector<std::string> lines;
    const auto logging = rpc::log_calls([&lines](log_level level, std::string_view line) {
        CHECK(level == log_level::debug);
        lines.emplace_back(line);
    })(inner);
    tests::run([&]() -> awaitable<void> {
        const rpc::request request{
            tl::frame{byte_buffer(12)}, "auth.signIn#8d52a951 phone_number:string = True"};
        CHECK(request.name() == "auth.signIn");
        const rpc::call_options options;
        const auto answer = co_await logging->call(request, options);
        CHECK(answer);
    });

    CHECK(lines == std::vector<std::string>{"calling auth.signIn, 12 bytes"});
}
