// SPDX-License-Identifier: MIT
// The fuzz target `texts` does the same with numbers of a fuzzer.
#include "round_trip.hpp"

#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/pyrogram_html.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "random_text.hpp"

namespace ag = awaitgram;

TEST_CASE("a formatted text is the same after it was written and read") {
    std::mt19937 random(7);
    for (auto i = 0; i != 20'000; ++i) {
        const auto content = tests::random_text(random);
        const auto broken = tests::broken_rule(content);
        if (broken != nullptr) {
            CAPTURE(content.html());
            CAPTURE(content.markdown());
            FAIL_CHECK(std::string{broken});
        }
    }
}
