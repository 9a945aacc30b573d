// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/detail/cpu.hpp>

#include <doctest/doctest.h>

#include <cstdlib>

using namespace awaitgram::crypto::detail;

namespace {

constexpr cpu_features all{.aes = true, .sha = true, .vaes256 = true, .vaes512 = true};

} // namespace

TEST_CASE("a list of instructions removes some from those of the machine and never adds any") {
    CHECK(lowered_to(all, "aes,sha,vaes256,vaes512") == all);
    CHECK(lowered_to(all, "portable") == cpu_features{});
    CHECK(lowered_to(all, "") == cpu_features{});
    CHECK(lowered_to(all, ",,ae,aess,,") == cpu_features{});
    CHECK(lowered_to(all, "sha,aes") == cpu_features{.aes = true, .sha = true});
    CHECK(lowered_to({}, "aes,sha,vaes256,vaes512") == cpu_features{});
}

TEST_CASE("wide AES is not used where plain AES is not allowed") {
    CHECK(lowered_to(all, "vaes256,vaes512") == cpu_features{});
}

TEST_CASE("the environment selects the instructions") {
    const char* const allowed = std::getenv("AWAITGRAM_CPU");
    CHECK(
        cpu() == (allowed == nullptr ? machine_features() : lowered_to(machine_features(), allowed))
    );
}
