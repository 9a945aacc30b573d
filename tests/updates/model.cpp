// SPDX-License-Identifier: MIT

// The engine against a model of an account: whatever is lost, repeated, delayed or refused, every update is delivered once and in order.
//
// model [--first SEED] [--count N]: runs N schedules. model --seed SEED: prints one of them.

#include <awaitgram/updates/engine.hpp>
#ifndef AWAITGRAM_SEPARATE_COMPILATION
#include <awaitgram/updates/impl/engine.hpp>
#include <awaitgram/updates/impl/engine_containers.hpp>
#include <awaitgram/updates/impl/engine_difference.hpp>
#include <awaitgram/updates/impl/engine_schedule.hpp>
#include <awaitgram/updates/impl/engine_streams.hpp>
#endif

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "model/schedule.hpp"

using namespace awaitgram::tests::model;

namespace {

/// Seeds of schedules that have failed once.
constexpr std::uint64_t failed_once[] = {
    8, 12, 58, 163, 1366, 1798, 22162, 29207, 106439, 124052, 679795};

struct outcome {
    std::vector<std::string> failures{};
    std::vector<std::uint32_t> choices{};
    std::size_t happenings = 0;
};

outcome outcome_of(choices source, std::vector<std::string>* trace = nullptr) {
    outcome result;
    schedule run{source, trace};
    result.failures = run.run();
    result.choices = source.recorded();
    result.happenings = run.happenings();
    return result;
}

void print_scenario(const std::vector<std::uint32_t>& recorded) {
    std::vector<std::string> trace;
    const auto result = outcome_of(choices{recorded}, &trace);
    for (const auto& line : trace)
        std::printf("  %s\n", line.c_str());
    for (const auto& failure : result.failures)
        std::printf("  FAILURE: %s\n", failure.c_str());
}

/// Whether the schedule of a seed succeeds; prints a simpler one that fails, if it does not.
bool succeeds(std::uint64_t seed, std::size_t& happenings) {
    const auto result = outcome_of(choices{seed});
    happenings += result.happenings;
    if (result.failures.empty())
        return true;
    std::printf(
        "seed %llu fails: %s\n",
        static_cast<unsigned long long>(seed),
        result.failures.front().c_str()
    );
    const auto simplest = shrunk(result.choices, [](const std::vector<std::uint32_t>& fewer) {
        return !outcome_of(choices{fewer}).failures.empty();
    });
    std::printf("the simplest schedule found that fails:\n");
    print_scenario(simplest);
    return false;
}

std::uint64_t number(const char* text) {
    return std::strtoull(text, nullptr, 10);
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t first = 1;
    std::uint64_t count = 20'000;
    for (auto i = 1; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        if (option == "--first") {
            first = number(argv[i + 1]);
        } else if (option == "--count") {
            count = number(argv[i + 1]);
        } else if (option == "--seed") {
            print_scenario(outcome_of(choices{number(argv[i + 1])}).choices);
            return 0;
        }
    }
    std::size_t happenings = 0;
    for (const auto seed : failed_once)
        if (!succeeds(seed, happenings))
            return 1;
    for (std::uint64_t i = 0; i < count; ++i)
        if (!succeeds(first + i, happenings))
            return 1;
    std::printf(
        "%llu schedules from seed %llu: %zu things that happened, everything was delivered\n",
        static_cast<unsigned long long>(count),
        static_cast<unsigned long long>(first),
        happenings
    );
    return 0;
}
