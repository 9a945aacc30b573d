// SPDX-License-Identifier: MIT
#include <awaitgram/files/download_range.hpp>
#include <awaitgram/files/part_set.hpp>
#include <awaitgram/files/transfer_window.hpp>
#include <awaitgram/files/upload_plan.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using namespace awaitgram;
using std::chrono_literals::operator""s;

namespace {

constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;

std::vector<files::download_range>
ranges_of(std::int64_t position, std::int64_t length, std::int32_t largest = mib) {
    auto cutter = files::range_cutter::cut(position, length, largest);
    REQUIRE(cutter);
    std::vector<files::download_range> all;
    while (const auto range = cutter->next())
        all.push_back(*range);
    return all;
}

/// Whether the server answers such a request.
bool allowed(const files::download_range& range) {
    const auto in_one_window =
        range.offset / mib == (range.offset + range.limit - 1) / mib && range.limit <= mib;
    if (range.precise)
        return in_one_window && range.offset % kib == 0 && range.limit % kib == 0;
    return in_one_window && range.offset % (4 * kib) == 0 && range.limit % (4 * kib) == 0 &&
           mib % range.limit == 0;
}

} // namespace

TEST_CASE("every size of a file has parts that Telegram takes") {
    for (const auto premium : {false, true}) {
        const auto most = std::int64_t{premium ? 8000 : 4000} * 512 * kib;
        for (const auto size :
             {std::int64_t{1},
              32 * kib,
              32 * kib + 1,
              128 * kib - 1,
              128 * kib,
              2 * mib - 1,
              2 * mib,
              10 * mib,
              10 * mib + 1,
              most - 1,
              most}) {
            CAPTURE(size);
            files::upload_traits traits;
            traits.premium = premium;
            const auto plan = files::plan_upload(size, traits);
            REQUIRE(plan);
            CHECK(plan->part_size % 1024 == 0);
            CHECK(512 * 1024 % plan->part_size == 0);
            const auto parts = std::int64_t{*plan->part_count};
            CHECK((parts - 1) * plan->part_size < size);
            CHECK(parts * plan->part_size >= size);
            CHECK(parts <= (premium ? 8000 : 4000));
            CHECK(plan->big == (size > 10 * mib));
        }
        CHECK(files::plan_upload(most + 1, {false, premium}).error() == files::errc::too_large);
        CHECK(
            files::plan_upload(most + 1, {true, premium}).error() == files::errc::too_large_for_kind
        );
    }
    CHECK(files::plan_upload(0).error() == files::errc::empty_file);
    CHECK(files::plan_upload(-1).error() == files::errc::empty_file);
    CHECK(
        files::plan_upload(std::numeric_limits<std::int64_t>::max()).error() ==
        files::errc::too_large
    );
    CHECK_FALSE(files::plan_upload(20 * mib, {true, false})->big);
    CHECK(files::plan_stream().big);
    CHECK_FALSE(files::plan_stream().part_count);
}

TEST_CASE("ranges are aligned and cross no border of a mebibyte") {
    using range = files::download_range;
    using ranges = std::vector<range>;
    CHECK(ranges_of(0, mib) == ranges{{0, mib, false, 0, mib}});
    CHECK(ranges_of(71, 50'000) == ranges{{0, 50'176, true, 71, 50'000}});
    CHECK(
        ranges_of(983'040, 131'072) ==
        ranges{{983'040, 65'536, false, 0, 65'536}, {mib, 65'536, false, 0, 65'536}}
    );
    CHECK(ranges_of(5, 0).empty());
    CHECK(ranges_of(0, 3 * mib, 512 * 1024).size() == 6);

    std::mt19937_64 random{7};
    for (auto i = 0; i < 10'000; ++i) {
        const auto position = static_cast<std::int64_t>(random() % (5000 * mib));
        const auto length = static_cast<std::int64_t>(random() % (4 * mib));
        const auto largest = static_cast<std::int32_t>(4096 << random() % 9);
        auto expected = position;
        for (const auto& each : ranges_of(position, length, largest)) {
            REQUIRE(allowed(each));
            REQUIRE(each.offset + each.skipped == expected);
            REQUIRE(each.skipped + each.wanted <= each.limit);
            REQUIRE(each.wanted > 0);
            expected += each.wanted;
        }
        REQUIRE(expected == position + length);
    }
}

TEST_CASE("ranges that no file has are refused") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    for (const auto& [position, length] :
         {std::pair{std::int64_t{-1}, std::int64_t{1}},
          {0, -1},
          {most, 1},
          {1, most},
          {most, most}})
        CHECK(files::range_cutter::cut(position, length).error() == files::errc::bad_range);
    for (const auto largest : {0, -4096, 1024, 5000, 2 * 1024 * 1024})
        CHECK(files::range_cutter::cut(0, 1, largest).error() == files::errc::bad_range);
}

TEST_CASE("a refusal because of the speed freezes a transfer and halves it once") {
    files::transfer_window window{12};
    const time_point start{100s};
    CHECK(window.may_begin(11, start));
    CHECK_FALSE(window.may_begin(12, start));

    for (auto i = 0; i < 12; ++i)
        window.on_flood(8s, start - 1s, start + std::chrono::milliseconds{i});
    CHECK(window.size() == 6);
    CHECK_FALSE(window.may_begin(0, start + 8s));
    CHECK(window.may_begin(0, start + 9s));

    window.on_flood(3s, start + 10s, start + 11s);
    CHECK(window.size() == 3);
    for (auto i = 0; i < 4; ++i)
        window.on_flood(0s, start + 20s + i * 10s, start + 21s + i * 10s);
    CHECK(window.size() == 1);
    CHECK(window.frozen_until() == start + 52s);
}

TEST_CASE("a transfer grows by one for every sixteen parts, up to its limit") {
    files::transfer_window window{3};
    window.on_flood(1s, time_point{5s}, time_point{5s});
    REQUIRE(window.size() == 1);
    for (auto i = 0; i < 15; ++i)
        window.on_part();
    CHECK(window.size() == 1);
    window.on_part();
    CHECK(window.size() == 2);
    for (auto i = 0; i < 100; ++i)
        window.on_part();
    CHECK(window.size() == 3);
    CHECK(files::transfer_window{0}.size() == 1);
}

TEST_CASE("the parts that are done survive as bytes") {
    files::part_set parts{10};
    CHECK(parts.add(0));
    CHECK(parts.add(9));
    CHECK_FALSE(parts.add(9));
    CHECK_FALSE(parts.add(10));
    CHECK(parts.next_missing() == 1);
    parts.remove(0);
    parts.remove(0);
    CHECK(parts.next_missing() == 0);
    CHECK(parts.done() == 1);

    const auto kept = files::part_set::from_bytes(10, parts.bytes());
    REQUIRE(kept);
    CHECK(kept->done() == 1);
    CHECK(kept->has(9));
    CHECK(files::part_set::from_bytes(18, parts.bytes()).error() == files::errc::bad_state);
    CHECK(
        files::part_set::from_bytes(9, parts.bytes()).error() == files::errc::bad_state
    ); // the tenth is done

    for (std::size_t i = 0; i < 10; ++i)
        parts.add(i);
    CHECK(parts.complete());
    CHECK_FALSE(parts.next_missing());
    CHECK(files::part_set{0}.complete());
    CHECK(files::part_set::from_bytes(0, {}));
}
