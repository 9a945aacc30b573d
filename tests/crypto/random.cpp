// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/random.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace awaitgram;

namespace {

using word = std::array<std::uint8_t, 16>;

word some_word() {
    word bytes{};
    CHECK(crypto::system_random().fill(bytes));
    return bytes;
}

} // namespace

TEST_CASE("the random bytes of a process do not repeat") {
    std::set<word> seen;
    for (auto i = 0; i != 5000; ++i)
        CHECK(seen.insert(some_word()).second);
}

TEST_CASE("requests of any size are filled exactly") {
    for (const std::size_t size : {0, 1, 511, 512, 513, 4095, 4096, 4097, 3 << 20}) {
        // In at least one of a few tries, each byte differs from its initial value.
        byte_buffer before(size + 1, 0x5a);
        std::vector<bool> changed(size);
        for (auto tries = 0; tries != 8; ++tries) {
            auto bytes = before;
            CHECK(crypto::system_random().fill(byte_span{bytes}.first(size)));
            CHECK(bytes[size] == 0x5a);
            for (std::size_t i = 0; i != size; ++i)
                changed[i] = changed[i] || bytes[i] != 0x5a;
        }
        CHECK(changed == std::vector<bool>(size, true));
    }
}

TEST_CASE("threads get different random bytes") {
    std::vector<word> words(4);
    std::vector<std::thread> threads;
    for (auto& one : words)
        threads.emplace_back([&one] { one = some_word(); });
    for (auto& thread : threads)
        thread.join();
    CHECK(std::set<word>{words.begin(), words.end()}.size() == words.size());
}

TEST_CASE("a forked process gets other random bytes than its parent, even if some were drawn before"
) {
    CHECK(some_word() != word{});
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        word bytes{};
        const auto filled = crypto::system_random().fill(bytes);
        const auto written = write(ends[1], bytes.data(), bytes.size());
        _exit(filled && written == 16 ? 0 : 1);
    }
    const auto ours = some_word();
    word theirs{};
    CHECK(read(ends[0], theirs.data(), theirs.size()) == 16);
    auto status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    close(ends[0]);
    close(ends[1]);
    CHECK(ours != theirs);
}
