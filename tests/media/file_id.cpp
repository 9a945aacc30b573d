// SPDX-License-Identifier: MIT
#include <awaitgram/media/detail/id_codec.hpp>
#include <awaitgram/media/file_id.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "known_ids.hpp"

namespace ag = awaitgram;
using namespace ag::media;
using tests::known_ids;

namespace {

/// An id of its fields, given as hexadecimal digits, and its last bytes.
std::string id_of(std::string_view fields, std::string_view versions = "2204") {
    auto bytes = ag::media::detail::shorten_zeros(ag::from_hex(fields).value());
    ag::append(bytes, ag::from_hex(versions).value());
    return ag::media::detail::id_text(bytes);
}

/// The bytes in Base64, which no field needs to be in.
std::string base64(std::string_view hex) {
    return ag::media::detail::id_text(ag::from_hex(hex).value());
}

file_id read(std::string_view text) {
    CAPTURE(text);
    const auto id = parse_file_id(text);
    REQUIRE(id);
    return *id;
}

media_errc error_of(std::string_view text) {
    const auto id = parse_file_id(text);
    REQUIRE_FALSE(id);
    return id.error();
}

file_id document() {
    file_id id;
    id.dc = 2;
    id.id = 5;
    id.access_hash = -7;
    return id;
}

file_id photo(photo_source source) {
    auto id = document();
    id.type = file_type::photo;
    id.source = std::move(source);
    return id;
}

/// One id of each form.
std::vector<file_id> samples() {
    std::vector<file_id> all;
    all.push_back(document());
    all.push_back(document());
    all.back().file_reference = std::string("\0\0\1", 3);
    all.push_back(document());
    all.back().file_reference = std::string(300, '\0');
    all.push_back({});
    all.back().url = "https://example.com/a.jpg";
    all.back().type = file_type::photo;
    all.back().access_hash = 9;
    all.push_back(photo(photo_size_source{file_type::photo, 'y'}));
    all.push_back(photo(photo_size_source{file_type::photo_story, '\0'}));
    const legacy_place place{-11, 12};
    for (const auto size : {chat_photo_size::small, chat_photo_size::big}) {
        all.push_back(photo(chat_photo_source{size, -1001234567890, 13, {}}));
        all.push_back(photo(chat_photo_source{size, 777, 0, place}));
    }
    all.push_back(photo(sticker_set_source{1, 2, {}, {}}));
    all.push_back(photo(sticker_set_source{1, 2, 3, {}}));
    all.push_back(photo(sticker_set_source{1, 2, {}, place}));
    all.push_back(photo(legacy_source{3, place}));
    return all;
}

} // namespace

TEST_CASE("published ids are read, of whatever version") {
    for (const auto& known : known_ids) {
        const auto id = read(known.text);
        CHECK(id.type == known.type);
        CHECK(id.dc == known.dc);
        CHECK(id.id == known.id);
        CHECK(id.access_hash == known.access_hash);
        CHECK(ag::to_hex(ag::bytes_of(id.file_reference)) == known.reference);
        CHECK_FALSE(id.is_web());
    }
    CHECK(read(known_ids[2].text).source == photo_source(photo_size_source{file_type::photo, 'x'}));
    CHECK(
        read(known_ids[3].text).source == photo_source(photo_size_source{file_type::thumbnail, 'm'})
    );
}

TEST_CASE("a published id of the current version is written as it was") {
    for (const auto& known : known_ids)
        if (known.text.ends_with("IgE") || known.text.ends_with("IE"))
            CHECK(write_file_id(read(known.text)).value() == known.text);
}

TEST_CASE("a photo of a chat had a place around its source before version 32") {
    const auto id = read("AQADAgADrKcxGylBBQAJIH3qihAAAwMAAylBBQAF7bDHYwABnc983qcAAh4E");
    CHECK(id.type == file_type::profile_photo);
    CHECK(id.dc == 2);
    CHECK(id.access_hash == 0);
    CHECK(
        id.source ==
        photo_source(chat_photo_source{
            chat_photo_size::big, 344361, 8993579605881762029, legacy_place{71050100000, 42974}})
    );

    const auto of_channel = read("AQADAgATySHBDgAEAgAD0npI3Bb___-wfxjpg7QCPf0pBQABHwQ");
    const auto& source = std::get<chat_photo_source>(of_channel.source.value());
    CHECK(source.size == chat_photo_size::small);
    CHECK(source.dialog_id == -1001326609710);
    CHECK(source.place == legacy_place{247538121, 338429});
}

TEST_CASE("the place around the size of a thumbnail is not needed") {
    const auto id = read("AAMCAgADGQEAAQmfM2CK3TQgOwp3Ts51J5qfDPyix5xgAAJ0DAAC56hYSJxo-8105gTAT_"
                         "bYoy4AAwEAB20AA0JBAAIfBA");
    CHECK(id.source == photo_source(photo_size_source{file_type::thumbnail, 'm'}));
    CHECK(id.id == 5213102278772264052);
}

TEST_CASE("the oldest photos have a place and no source") {
    const std::string fields = "0200000002000000"                 // a photo, DC 2
                               "0500000000000000f9ffffffffffffff" // id, access hash
                               "0b00000000000000"                 // volume
                               "0300000000000000"                 // secret
                               "0c000000";                        // place in the volume
    const photo_source expected = legacy_source{3, {11, 12}};
    CHECK(read(id_of(fields, "02")).source == expected);
    CHECK(read(id_of(fields, "0b04")).source == expected);
    CHECK(read(id_of(fields, "1504")).source == expected);
    // The same with a source: only its tag is new.
    const std::string tagged = "0200000002000000"
                               "0500000000000000f9ffffffffffffff"
                               "0b00000000000000"
                               "00000000"
                               "0300000000000000"
                               "0c000000";
    CHECK(read(id_of(tagged, "1604")).source == expected);
    CHECK(read(id_of(tagged, "1f04")).source == expected);
    // Without the place around it, this source says nothing.
    CHECK(
        error_of(id_of("0200000002000000"
                       "0500000000000000f9ffffffffffffff"
                       "00000000"
                       "0300000000000000")) == media_errc::invalid_source
    );
}

TEST_CASE("a source that has a place keeps it, whatever is around it") {
    const auto id = read(id_of(
        "0000000002000000"
        "00000000000000000000000000000000"
        "6300000000000000" // a volume around it
        "08000000"         // a set of stickers with a place
        "01000000000000000200000000000000"
        "0b000000000000000c000000"
        "62000000", // a place around it
        "1e04"
    ));
    CHECK(id.source == photo_source(sticker_set_source{1, 2, {}, legacy_place{11, 12}}));
}

TEST_CASE("an id of each form is the same after it was written and read") {
    for (const auto& id : samples()) {
        const auto text = write_file_id(id);
        REQUIRE(text);
        CAPTURE(*text);
        CHECK(read(*text) == id);
    }
    for (std::int32_t type = 0; type != 28; ++type) {
        auto id = document();
        id.type = static_cast<file_type>(type);
        if (is_photo(id.type))
            id.source = photo_size_source{};
        CHECK(read(write_file_id(id).value()) == id);
    }
}

TEST_CASE("ids of random fields are the same after they were written and read") {
    std::mt19937_64 random(1); // NOLINT: the same each time
    const auto number = [&] {
        // Many zeros, so that runs of all lengths occur.
        return static_cast<std::int64_t>(random() & random() & random() & random() & random());
    };
    for (auto i = 0; i != 2000; ++i) {
        auto id = samples()[random() % samples().size()];
        id.access_hash = number();
        if (!id.is_web())
            id.id = number();
        id.file_reference.assign(random() % 600, '\0');
        for (auto& each : id.file_reference)
            each = static_cast<char>(number());
        const auto text = write_file_id(id);
        REQUIRE(text);
        if (id.file_reference != "#")
            CHECK(read(*text) == id);
    }
}

TEST_CASE("an id of a newer version is read if its fields are the known ones") {
    const std::string fields = "0500000002000000"
                               "0500000000000000f9ffffffffffffff";
    CHECK(read(id_of(fields, "3d04")) == document());
    CHECK(read(id_of(fields, "ff04")) == document());
    CHECK(error_of(id_of(fields + "01", "ff04")) == media_errc::trailing_bytes);
}

TEST_CASE("a reference that stands for none is none") {
    CHECK(
        read(id_of("0500000202000000"
                   "01230000"
                   "0500000000000000f9ffffffffffffff")) == document()
    );
}

TEST_CASE("a web file has an address and no data centre") {
    const auto id = read(id_of("0200000100000000"
                               "0a687474703a2f2f612f6200" // http://a/b
                               "0900000000000000"));
    CHECK(id.is_web());
    CHECK(id.url == "http://a/b");
    CHECK(id.access_hash == 9);
    CHECK(id.dc == 0);
    CHECK_FALSE(id.source);
}

TEST_CASE("every error of an id is told, by a text that is the same for all ids") { // S-109
    const std::string head = "0500000002000000";
    const std::string numbers = "0500000000000000f9ffffffffffffff";
    const std::vector<std::pair<std::string, media_errc>> wrong{
        {"", media_errc::truncated},
        {"A", media_errc::not_base64},
        {"CAADAQADegAD997LEUiQZafDlhIe!g", media_errc::not_base64},
        {std::string(100'000, 'A'), media_errc::too_long},
        {base64("04"), media_errc::truncated},
        {base64("2204"), media_errc::truncated},
        {base64("05000302002204"), media_errc::malformed_run}, // a run of no zeros at the end
        {base64("0500030200032204"), media_errc::truncated},   // no numbers
        {base64("05000002000305"), media_errc::unsupported_version},
        {base64("050000020003052204"), media_errc::malformed_run}, // a run of no zeros inside
        {base64("0500032204"), media_errc::truncated},
        {id_of(head + numbers, "01"), media_errc::unsupported_version},
        {id_of(head + numbers, "2203"), media_errc::unsupported_version}, // of a file not uploaded
        {id_of(head + numbers, "2205"), media_errc::unsupported_version},
        {id_of(head + numbers, "0004"), media_errc::unsupported_version},
        {id_of(head + "0500000000000000f9ffffffffffff"), media_errc::truncated},
        {id_of(head + numbers + "00"), media_errc::trailing_bytes},
        {id_of("1c00000002000000" + numbers), media_errc::unknown_type},
        {id_of("ffffffff02000000" + numbers), media_errc::unknown_type},
        {id_of("0500000402000000" + numbers), media_errc::unknown_type}, // an unknown flag
        {id_of("0500000000000000" + numbers), media_errc::invalid_dc},
        {id_of("05000000e8030000" + numbers), media_errc::invalid_dc},
        {id_of("05000000ffffffff" + numbers), media_errc::invalid_dc},
        // A reference that is longer than the id, and one of an undefined length.
        {id_of("0500000202000000feffffff" + numbers), media_errc::truncated},
        {id_of("0500000202000000ff000000" + numbers), media_errc::truncated},
        // Addresses: none, of a file, with a line break.
        {id_of("05000001000000000000000000000000"
               "00000000"),
         media_errc::invalid_url},
        {id_of("0500000100000000"
               "0766696c653a2f2f"
               "0900000000000000"),
         media_errc::invalid_url},
        {id_of("0500000100000000"
               "09687474703a2f2f0a620000"
               "0900000000000000"),
         media_errc::invalid_url},
        // Sources: unknown, of an unknown type, of a document, and with a letter that is none.
        {id_of("0200000002000000" + numbers + "0a000000"), media_errc::invalid_source},
        {id_of(
             "0200000002000000" + numbers +
             "01000000"
             "1c000000"
             "78000000"
         ),
         media_errc::invalid_source},
        {id_of(
             "0200000002000000" + numbers +
             "01000000"
             "05000000"
             "78000000"
         ),
         media_errc::invalid_source},
        {id_of(
             "0200000002000000" + numbers +
             "01000000"
             "02000000"
             "80000000"
         ),
         media_errc::invalid_source},
        {id_of(
             "0200000002000000" + numbers +
             "01000000"
             "02000000"
             "ffffffff"
         ),
         media_errc::invalid_source},
        {id_of("0200000002000000" + numbers), media_errc::truncated},
    };
    for (const auto& [text, expected] : wrong) {
        CAPTURE(text.substr(0, 200));
        CHECK(error_of(text) == expected);
        const std::error_code code = expected;
        CHECK(code.category().name() == std::string("awaitgram.media"));
        CHECK(code.message() != "unknown error of a file");
    }
}

TEST_CASE("runs of zeros do not make an id big") { // S-109
    std::string bomb;
    for (auto i = 0; i != 1500; ++i)
        bomb += "00ff";
    CHECK(error_of(base64(bomb + "2204")) == media_errc::too_long);
    // Half as long as the limit, and thus read, though it means nothing.
    CHECK(error_of(base64(bomb.substr(0, 4 * 16) + "2204")) == media_errc::invalid_source);
}

TEST_CASE("what no id can have is not written") {
    const auto error = [](const file_id& id) { return write_file_id(id).error(); };
    auto id = document();
    id.type = static_cast<file_type>(28);
    CHECK(error(id) == media_errc::unknown_type);
    id = document();
    id.dc = 1000;
    CHECK(error(id) == media_errc::invalid_dc);
    id = document();
    id.url = "https://example.com/";
    CHECK(error(id) == media_errc::mismatched_fields);
    id.id = 0;
    CHECK(write_file_id(id));
    id.url = "ftp://example.com/";
    CHECK(error(id) == media_errc::invalid_url);
    id.url = "https://" + std::string(5000, 'a');
    CHECK(error(id) == media_errc::too_long);
    id = document();
    id.source = photo_size_source{};
    CHECK(error(id) == media_errc::mismatched_fields);
    id = document();
    id.type = file_type::photo;
    CHECK(error(id) == media_errc::mismatched_fields);
    CHECK(error(photo(photo_size_source{file_type::video, 'x'})) == media_errc::invalid_source);
    CHECK(error(photo(photo_size_source{file_type::photo, '\xE9'})) == media_errc::invalid_source);
    CHECK(
        error(photo(sticker_set_source{1, 2, 3, legacy_place{}})) == media_errc::mismatched_fields
    );
}

TEST_CASE("an id that is cut or changed at any place is refused, or another one") {
    for (const auto& each : samples()) {
        const auto text = write_file_id(each).value();
        const auto bytes = ag::detail::from_base64(text).value();
        for (std::size_t at = 0; at != bytes.size(); ++at)
            for (auto bit = 0; bit != 8; ++bit) {
                auto changed = bytes;
                changed[at] = static_cast<std::uint8_t>(changed[at] ^ 1U << bit);
                const auto id = parse_file_id(ag::media::detail::id_text(changed));
                if (id && write_file_id(*id))
                    CHECK(parse_file_id(write_file_id(*id).value()).value() == *id);
            }
        for (std::size_t size = 0; size != text.size(); ++size) {
            const auto id = parse_file_id(std::string_view(text).substr(0, size));
            CHECK_FALSE((id && *id == each));
        }
    }
}
