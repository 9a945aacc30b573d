// SPDX-License-Identifier: MIT
#include <awaitgram/core/recycling_allocator.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

using awaitgram::recycling_allocator;
using awaitgram::detail::free_blocks;

namespace {

template <std::size_t Size>
struct block {
    std::array<std::byte, Size> bytes;
};

template <std::size_t Size>
using allocator_of = recycling_allocator<block<Size>>;

/// On a thread that has freed nothing yet.
void on_new_thread(const std::function<void()>& work) {
    std::thread{work}.join();
}

[[nodiscard]] std::size_t kept(std::size_t size) {
    return awaitgram::detail::own_blocks.sizes[awaitgram::detail::size_index(size)].bytes;
}

} // namespace

TEST_CASE("memory that was freed is used again, for what is as large up to a few bytes") {
    on_new_thread([] {
        allocator_of<40> small;
        auto* const first = small.allocate(1);
        CHECK(kept(40) == 0);
        small.deallocate(first, 1);
        if (!awaitgram::detail::recycles) {
            CHECK(kept(40) == 0);
            return;
        }
        CHECK(kept(40) == 48);
        auto* const other = allocator_of<49>{}.allocate(1);
        CHECK(static_cast<void*>(other) != first);
        auto* const again = allocator_of<48>{}.allocate(1);
        CHECK(static_cast<void*>(again) == first);
        CHECK(kept(40) == 0);
        allocator_of<48>{}.deallocate(again, 1);
        allocator_of<49>{}.deallocate(other, 1);
    });
}

TEST_CASE("several objects at once, large ones and those with a wide alignment are not kept") {
    struct alignas(64) wide {
        std::byte bytes[64];
    };
    on_new_thread([] {
        allocator_of<40> small;
        auto* const many = small.allocate(3);
        small.deallocate(many, 3);
        allocator_of<free_blocks::largest + 1> large;
        auto* const one = large.allocate(1);
        large.deallocate(one, 1);
        recycling_allocator<wide> aligned;
        auto* const apart = aligned.allocate(1);
        CHECK(reinterpret_cast<std::uintptr_t>(apart) % 64 == 0);
        aligned.deallocate(apart, 1);
        for (const auto& each : awaitgram::detail::own_blocks.sizes)
            CHECK(each.bytes == 0);
    });
}

TEST_CASE("so much of each size is kept and no more") {
    on_new_thread([] {
        allocator_of<512> largest;
        std::vector<block<512>*> all(200);
        std::generate(all.begin(), all.end(), [&] { return largest.allocate(1); });
        for (auto* const each : all)
            largest.deallocate(each, 1);
        CHECK(kept(512) == (awaitgram::detail::recycles ? free_blocks::most_bytes : 0));
        std::generate(all.begin(), all.end(), [&] { return largest.allocate(1); });
        CHECK(kept(512) == 0);
        std::sort(all.begin(), all.end());
        CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
        for (auto* const each : all)
            largest.deallocate(each, 1);
    });
}

TEST_CASE("memory may be freed by another thread, which keeps it, and after a thread's own blocks"
) {
    allocator_of<64> from;
    auto* moved = from.allocate(1);
    on_new_thread([&] {
        from.deallocate(moved, 1);
        auto* const again = from.allocate(1);
        CHECK((static_cast<void*>(again) == moved) == awaitgram::detail::recycles);
        from.deallocate(again, 1);
    });
    // Constructed before the first block is freed, and so destroyed after the thread's blocks.
    on_new_thread([] {
        static thread_local std::list<int, recycling_allocator<int>> late;
        late.push_back(1);
        std::list<int, recycling_allocator<int>> early{1, 2, 3};
        early.clear();
    });
}

TEST_CASE("containers and shared objects live in it") {
    std::map<int, int, std::less<>, recycling_allocator<std::pair<const int, int>>> squares;
    for (auto round = 0; round < 3; ++round) {
        for (auto number = 0; number < 1000; ++number)
            squares[number] = number * number;
        CHECK(squares.at(31) == 961);
        squares.clear();
    }
    const auto shared = std::allocate_shared<int>(recycling_allocator<int>{}, 7);
    CHECK(*shared == 7);
    CHECK(recycling_allocator<int>{} == recycling_allocator<double>{});
}
