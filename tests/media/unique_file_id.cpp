// SPDX-License-Identifier: MIT
#include <awaitgram/media/detail/id_codec.hpp>
#include <awaitgram/media/unique_file_id.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "known_ids.hpp"

namespace ag = awaitgram;
using namespace ag::media;

namespace {

std::string text_of(std::string_view fields) {
    return ag::media::detail::id_text(ag::media::detail::shorten_zeros(ag::from_hex(fields).value())
    );
}

std::string unique(const file_id& id) {
    const auto made = unique_id_of(id);
    REQUIRE(made);
    return write_unique_file_id(*made).value();
}

media_errc error_of(std::string_view text) {
    const auto id = parse_unique_file_id(text);
    REQUIRE_FALSE(id);
    return id.error();
}

/// Published pairs, from the tests of mtcute and of Pyrogram.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> pairs{{
    {"CAADAQADegAD997LEUiQZafDlhIeAg", "AgADegAD997LEQ"},
    {"CAACAgEAAx0CVgtngQACAuFfU1GY9wiRG7A7jlIBbP2yvAostAACegAD997LEUiQZafDlhIeGwQ",
     "AgADegAD997LEQ"},
    {"BQACAgIAAxkBAAEJnzNgit00IDsKd07OdSeanwz8osecYAACdAwAAueoWEicaPvNdOYEwB8E", "AgADdAwAAueoWEg"},
    {"AAMCAgADGQEAAQmfM2CK3TQgOwp3Ts51J5qfDPyix5xgAAJ0DAAC56hYSJxo-8105gTAT_"
     "bYoy4AAwEAB20AA0JBAAIfBA",
     "AQADdAwAAueoWEhy"},
    {"CAACAgIAAxkBAAEJny9gituz1_V_uSKBUuG_nhtzEtFOeQACXFoAAuCjggfYjw_KAAGSnkgfBA",
     "AgADXFoAAuCjggc"},
    {"AQADAgATySHBDgAEAwAD0npI3Bb___-wfxjpg7QCPf8pBQABHwQ", "AQADySHBDgAE_ykFAAE"},
    {"AQADAgATySHBDgAEAgAD0npI3Bb___-wfxjpg7QCPf0pBQABHwQ", "AQADySHBDgAE_SkFAAE"},
    {"CQACAgIAAx0CAAGgr9AAAgmQX7b4XPBstC1fFUuJBooHTHFd7HMAAgUAA4GkuUnVOGG5P196yR4E",
     "AgADBQADgaS5SQ"},
    {"AwACAgIAAx0CAAGgr9AAAgmUX7b4c1KQyHVwzffxC2EnSYWsMAQAAgkAA4GkuUlsZUZ4_I97AR4E",
     "AgADCQADgaS5SQ"},
    {"CAACAgEAAx0CAAGgr9AAAgmWX7b6uFeLlhXEgYrM8pIbGaQKRQ0AAswBAALjeAQAAbeooNv_tb6-HgQ",
     "AgADzAEAAuN4BAAB"},
    {"AQADAgADrKcxGylBBQAJIH3qihAAAwMAAylBBQAF7bDHYwABnc983qcAAh4E", "AQADIH3qihAAA96nAAI"},
}};

std::vector<unique_file_id> samples() {
    std::vector<unique_file_id> all;
    for (const auto kind :
         {unique_kind::document,
          unique_kind::secure,
          unique_kind::encrypted,
          unique_kind::temporary}) {
        auto& id = all.emplace_back();
        id.kind = kind;
        id.id = -5;
    }
    unique_file_id photo;
    photo.kind = unique_kind::photo;
    photo.id = 6;
    photo.part = std::uint8_t{0};
    all.push_back(photo);
    photo.part = std::uint8_t{125};
    all.push_back(photo);
    photo.part.reset();
    photo.set_version = -1;
    all.push_back(photo);
    photo.id = 0;
    photo.set_version.reset();
    photo.place = legacy_place{7, -8};
    all.push_back(photo);
    auto& web = all.emplace_back();
    web.kind = unique_kind::web;
    web.url = "https://example.com/a";
    return all;
}

} // namespace

TEST_CASE("published ids have the published unique ids") {
    for (const auto& [text, expected] : pairs) {
        CAPTURE(text);
        const auto id = parse_file_id(text);
        REQUIRE(id);
        CHECK(unique(*id) == expected);
        CHECK(parse_unique_file_id(expected).value() == unique_id_of(*id).value());
    }
}

TEST_CASE("a unique id has neither a secret nor the data centre") {
    auto id = parse_file_id(tests::known_ids[0].text).value();
    const auto before = unique(id);
    id.access_hash = 1;
    id.dc = 4;
    id.file_reference = "another";
    id.type = file_type::video;
    CHECK(unique(id) == before);
    id.id += 1;
    CHECK(unique(id) != before);
}

TEST_CASE("the parts of a photo have unique ids of their own") {
    auto id = parse_file_id(tests::known_ids[2].text).value();
    const auto with = [&id](photo_source source) {
        id.source = std::move(source);
        return unique_id_of(id).value();
    };
    CHECK(with(photo_size_source{file_type::photo, 'a'}).part == 0);
    CHECK(with(photo_size_source{file_type::photo, 'c'}).part == 1);
    CHECK(with(photo_size_source{file_type::photo, 'x'}).part == 'x' + 5);
    CHECK(with(chat_photo_source{chat_photo_size::small, 1, 2, {}}).part == 0);
    CHECK(with(chat_photo_source{chat_photo_size::big, 1, 2, {}}).part == 1);
    // The photo is the same, whoever shows it.
    CHECK(
        with(chat_photo_source{chat_photo_size::big, 1, 2, {}}) ==
        with(chat_photo_source{chat_photo_size::big, 3, 4, {}})
    );

    const auto set = with(sticker_set_source{17, 18, 19, {}});
    CHECK(set.id == 17);
    CHECK(set.set_version == 19);
    CHECK(
        write_unique_file_id(set).value() == text_of("01000000"
                                                     "02"
                                                     "1100000000000000"
                                                     "13000000")
    );

    id.source = sticker_set_source{17, 18, {}, {}};
    CHECK(unique_id_of(id).error() == media_errc::invalid_source);
}

TEST_CASE("each type of files has its kind of unique ids") {
    const auto kind = [](file_type type) {
        file_id id;
        id.dc = 2;
        id.type = type;
        if (is_photo(type))
            id.source = photo_size_source{};
        return unique_id_of(id).value().kind;
    };
    CHECK(kind(file_type::encrypted_thumbnail) == unique_kind::photo);
    CHECK(kind(file_type::self_destructing_photo) == unique_kind::photo);
    CHECK(kind(file_type::self_destructing_video) == unique_kind::document);
    CHECK(kind(file_type::live_photo) == unique_kind::document);
    CHECK(kind(file_type::secure) == unique_kind::secure);
    CHECK(kind(file_type::secure_decrypted) == unique_kind::secure);
    CHECK(kind(file_type::encrypted) == unique_kind::encrypted);
    CHECK(kind(file_type::temporary) == unique_kind::temporary);
    file_id web;
    web.url = "http://a/b";
    CHECK(unique_id_of(web).value().kind == unique_kind::web);
}

TEST_CASE("a unique id is the same after it was written and read") {
    for (const auto& id : samples())
        CHECK(parse_unique_file_id(write_unique_file_id(id).value()).value() == id);
}

TEST_CASE("every error of a unique id is told") {
    CHECK(error_of("") == media_errc::truncated);
    CHECK(error_of("*") == media_errc::not_base64);
    CHECK(error_of(std::string(5000, 'A')) == media_errc::too_long);
    CHECK(error_of("AAAA") == media_errc::malformed_run);
    CHECK(
        error_of(text_of("06000000"
                         "0500000000000000")) == media_errc::unknown_type
    );
    CHECK(
        error_of(text_of("ffffffff"
                         "0500000000000000")) == media_errc::unknown_type
    );
    CHECK(
        error_of(text_of("02000000"
                         "05000000000000")) == media_errc::truncated
    );
    CHECK(
        error_of(text_of("02000000"
                         "0500000000000000"
                         "01")) == media_errc::trailing_bytes
    );
    CHECK(
        error_of(text_of("01000000"
                         "0500000000000000")) == media_errc::invalid_source
    );
    CHECK(
        error_of(text_of("01000000"
                         "03"
                         "0500000000000000"
                         "01000000")) == media_errc::invalid_source
    );
    CHECK(
        error_of(text_of("00000000"
                         "0766696c653a2f2f")) == media_errc::invalid_url
    );
    CHECK(
        error_of(text_of("00000000"
                         "0a68")) == media_errc::truncated
    );

    unique_file_id id;
    id.part = std::uint8_t{1};
    CHECK(write_unique_file_id(id).error() == media_errc::mismatched_fields);
    id.kind = unique_kind::photo;
    CHECK(write_unique_file_id(id));
    id.set_version = 1;
    CHECK(write_unique_file_id(id).error() == media_errc::mismatched_fields);
    id = {};
    id.kind = unique_kind::web;
    CHECK(write_unique_file_id(id).error() == media_errc::mismatched_fields);
    id.url = "javascript:1";
    CHECK(write_unique_file_id(id).error() == media_errc::invalid_url);
}

TEST_CASE("a unique id that is cut or changed at any place is refused, or another one") {
    for (const auto& each : samples()) {
        const auto bytes = ag::detail::from_base64(write_unique_file_id(each).value()).value();
        for (std::size_t at = 0; at != bytes.size(); ++at)
            for (auto bit = 0; bit != 8; ++bit) {
                auto changed = bytes;
                changed[at] = static_cast<std::uint8_t>(changed[at] ^ 1U << bit);
                const auto id = parse_unique_file_id(ag::media::detail::id_text(changed));
                if (id)
                    CHECK(parse_unique_file_id(write_unique_file_id(*id).value()).value() == *id);
            }
        for (std::size_t size = 0; size != bytes.size(); ++size) {
            const auto id =
                parse_unique_file_id(ag::media::detail::id_text(ag::byte_view(bytes).first(size)));
            CHECK_FALSE((id && *id == each));
        }
    }
}
