// SPDX-License-Identifier: MIT
#include <awaitgram/formats/detail/format_table.hpp>
#include <awaitgram/formats/string.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <system_error>

using namespace awaitgram;

namespace {

std::string refusal(std::string_view text) {
    try {
        static_cast<void>(read_session_string(text));
    } catch (const std::system_error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("every format has one row, a name of its own, and is a string, a file or a directory") {
    std::set<std::string> names;
    for (auto number = 1; number <= static_cast<int>(session_format::telegram_desktop); ++number) {
        const auto format = static_cast<session_format>(number);
        const auto* const row = detail::row_of(format);
        CAPTURE(number);
        REQUIRE(row != nullptr);
        CHECK(to_string(format) == std::string{row->name});
        names.insert(row->name);
        const auto kinds = int{row->string != nullptr} + int{row->tables != nullptr} +
                           int{row->directory != nullptr};
        CHECK(kinds == 1);
    }
    CHECK(names.size() == std::size(detail::format_table));
    CHECK(to_string(session_format{}) == std::string{"unknown format"});
}

TEST_CASE("a string of no format is refused with the expectations of the formats that start alike"
) {
    CHECK(refusal("1AAAA").starts_with("after a 1, a key and an address (GramJS), or 352 or 368 "
                                       "characters (Telethon) are expected, "
                                       "not these 5 characters"));
    CHECK(refusal("AAAA").starts_with(
        "a string of MTKruto's, or 351, 356 or 362 characters (Pyrogram), or a string of mtcute's "
        "version 3 are expected, not these 4 characters"
    ));
    CHECK(refusal("==").starts_with("Base64 is expected, not these 2 characters"));
}
