// SPDX-License-Identifier: MIT
// Feeds mutated replies to tl_decode.cpp: `fuzz_tl [inputs] [seed] [first]`; `fuzz_tl --seeds DIRECTORY` writes a corpus.
//
// Each input depends only on the seed and its number, so that the last line of a failure says how to reproduce it.
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>
#include <string_view>

#include "compare.hpp"
#include "mutate.hpp"
#include "roots.hpp"
#include "tl_seeds.hpp"

#ifdef FUZZ_WITH_ADDRESS_SANITIZER
extern "C" void __sanitizer_set_death_callback(void (*)());
/// A fifth faster: a failing input can be reproduced with the full stack.
extern "C" const char* __asan_default_options() {
    return "malloc_context_size=1:quarantine_size_mb=64";
}
#endif

namespace {

using fuzz::numbers;

unsigned long long run_seed = 1;
unsigned long long present = 0;
unsigned long long bytes_seen = 0;

void say_how_to_repeat() {
    std::fprintf(
        stderr,
        "input %llu of seed %llu: fuzz_tl 1 %llu %llu\n",
        present,
        run_seed,
        run_seed,
        present
    );
}

/// Hand-written values and random values of each root.
class corpus {
public:
    explicit corpus(numbers random) : large_(as_seed(fuzz::large_seed())) {
        for (auto& each : fuzz::typed_seeds())
            seeds_.push_back(as_seed(std::move(each)));
        by_hand_ = seeds_.size();
        slow::writer writer(random);
        for (auto round = 0; round < 60; ++round)
            for (std::size_t root = 0; root < fuzz::roots().size(); ++root) {
                auto bytes = writer.write(*fuzz::roots()[root].type, 2 + round % 6);
                if (bytes.size() <= most_bytes)
                    seeds_.push_back(as_seed({root, std::move(bytes)}));
            }
        for (const auto& each : seeds_)
            mutator_.learn(each);
    }

    const std::deque<fuzz::seed>& seeds() const { return seeds_; }

    awaitgram::byte_buffer input(numbers& random) const {
        const auto count = random.one_of(2) ? by_hand_ : seeds_.size();
        const auto& from = random.one_of(500) ? large_ : seeds_[random.below(count)];
        auto input = mutator_.mutate(from, random);
        input.insert(input.begin(), fuzz::first_byte(from.root, shift(random)));
        return input;
    }

private:
    static constexpr std::size_t most_bytes = 4000;

    static fuzz::seed as_seed(fuzz::typed_bytes from) {
        return {from.first, *fuzz::roots()[from.first].type, std::move(from.second)};
    }
    static std::size_t shift(numbers& random) { return random.one_of(3) ? random.below(8) : 0; }

    fuzz::seed large_;
    std::deque<fuzz::seed> seeds_;
    std::size_t by_hand_ = 0;
    fuzz::mutator mutator_;
};

void write_corpus(const corpus& from, const std::string& directory) {
    auto number = 0;
    for (const auto& each : from.seeds()) {
        std::ofstream file(directory + "/" + std::to_string(number++), std::ios::binary);
        file.put(static_cast<char>(fuzz::first_byte(each.root, 0)));
        file.write(
            reinterpret_cast<const char*>(each.bytes.data()),
            static_cast<std::streamsize>(each.bytes.size())
        );
    }
    std::printf("%d files\n", number);
}

void print_tally(unsigned long long inputs, double seconds) {
    const auto& counted = fuzz::counted;
    std::printf(
        "%llu inputs of %llu bytes in %.0f s: %lu accepted, %lu refused by both, %lu too deep, %lu "
        "too large\n",
        inputs,
        inputs != 0 ? bytes_seen / inputs : 0,
        seconds,
        counted.accepted,
        counted.refused,
        counted.too_deep,
        counted.too_large
    );
    std::fflush(stdout);
}

} // namespace

int main(int count, char** arguments) {
    const auto argument = [&](int index, unsigned long long otherwise) {
        return count > index ? std::strtoull(arguments[index], nullptr, 10) : otherwise;
    };
    const auto writes = count == 3 && std::string_view(arguments[1]) == "--seeds";
    const auto inputs = argument(1, 20'000);
    run_seed = writes ? 1 : argument(2, 1);
    const auto first = argument(3, 0);

    const corpus from(numbers{run_seed});
    if (writes) {
        write_corpus(from, arguments[2]);
        return 0;
    }
    std::signal(SIGABRT, [](int) { say_how_to_repeat(); });
#ifdef FUZZ_WITH_ADDRESS_SANITIZER
    __sanitizer_set_death_callback(say_how_to_repeat);
#endif
    for (const auto& each : from.seeds())
        fuzz::roots()[each.root].compare(*fuzz::roots()[each.root].type, each.bytes, 0);
    fuzz::require(fuzz::counted.accepted == from.seeds().size(), "an unchanged value is refused");

    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    for (present = first; present < first + inputs; ++present) {
        numbers random(run_seed << 32 ^ present * 0x2545f4914f6cdd1d);
        const auto input = from.input(random);
        LLVMFuzzerTestOneInput(input.data(), input.size());
        bytes_seen += input.size();
        if ((present - first + 1) % 100'000 == 0)
            print_tally(present - first + 1, seconds());
    }
    print_tally(inputs, seconds());
    // A run that never reaches a limit does not test it.
    const auto& counted = fuzz::counted;
    if (inputs >= 20'000)
        fuzz::require(
            counted.accepted > inputs / 5 && counted.refused > inputs / 5 &&
                counted.too_deep != 0 && counted.too_large != 0,
            "the inputs are too similar"
        );
}
