// SPDX-License-Identifier: MIT
#include <awaitgram/formats/string.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "session/sample.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

struct sample {
    const char* file;
    session_format format;
    std::int32_t dc;
    const char* ip;
    std::uint16_t port;
};

constexpr sample samples[] = {
    {"telethon125.string.ipv4.txt", session_format::telethon_string, 2, "149.154.167.51", 443},
    {"telethon125.string.ipv4-loopback.txt", session_format::telethon_string, 2, "127.0.0.1", 4432},
    {"telethon125.string.ipv6.txt",
     session_format::telethon_string,
     2,
     "2001:67c:4e8:f002::a",
     443},
    {"telethon125.string.dc4.txt", session_format::telethon_string, 4, "149.154.167.91", 443},
    {"gramjs.string.ipv4.txt", session_format::gramjs_string, 2, "149.154.167.51", 443},
    {"gramjs.string.loopback.txt", session_format::gramjs_string, 2, "127.0.0.1", 4432},
    {"mtcute.string.v3.user.txt", session_format::mtcute_string, 2, "149.154.167.41", 443},
    {"mtcute.string.v3.bot.txt", session_format::mtcute_string, 2, "149.154.167.41", 443},
    {"mtcute.string.v3.noself-single-dc.txt", session_format::mtcute_string, 2, "127.0.0.1", 4432},
    {"pyrogram2.string.user.txt", session_format::pyrogram_string, 2, "149.154.167.41", 443},
    {"pyrogram2.string.bot.txt", session_format::pyrogram_string, 2, "149.154.167.41", 443},
    {"pyrogram2.string.test.txt", session_format::pyrogram_string, 2, "149.154.167.40", 443},
    {"mtkruto.string.user.txt", session_format::mtkruto_string, 2, "149.154.167.41", 443},
    {"mtkruto.string.test.txt", session_format::mtkruto_string, 2, "149.154.167.40", 443},
};

imported_session whole_session() {
    imported_session session;
    session.data.self = signed_in_user{sample_user, false};
    session.api_id = sample_api_id;
    auto home = *known_dc(2);
    home.auth_key = sample_key();
    session.data.dcs.insert_or_assign(2, home);
    auto other = *known_dc(4);
    other.ipv6.reset();
    session.data.dcs.insert_or_assign(4, other);
    return session;
}

constexpr session_format strings[] = {
    session_format::session_string,
    session_format::telethon_string,
    session_format::pyrogram_string,
    session_format::gramjs_string,
    session_format::mtcute_string,
    session_format::mtkruto_string,
};

std::error_code code_of_reading(const std::string& text) {
    const auto error = refusal([&] { static_cast<void>(read_session_string(text)); });
    // The text is secret, and so is any part of it.
    auto quoted = false;
    for (std::size_t at = 0; at + 12 < text.size(); ++at)
        quoted |=
            std::string_view{error.what()}.find(text.substr(at, 12)) != std::string_view::npos;
    CHECK(!quoted);
    return error.code();
}

} // namespace

TEST_CASE("strings of other libraries are read and written byte for byte") {
    for (const auto& known : samples) {
        CAPTURE(known.file);
        const auto text = sample_line(known.file);
        CHECK(recognise_string(text) == known.format);

        const auto session = read_session_string(text);
        CHECK(session.format == known.format);
        CHECK(session.data.home_dc == known.dc);
        const auto& home = home_of(session);
        CHECK(home.auth_key == sample_key());
        const auto address = server_address{known.ip, known.port};
        CHECK((home.ipv4 == address || home.ipv6 == address));

        CHECK(write_session_string(session, known.format) == text);
    }
}

TEST_CASE("strings contain the signed-in user, where the format has one") {
    const auto read = [](const char* file) { return read_session_string(sample_line(file)); };

    CHECK(read("pyrogram2.string.user.txt").data.self == signed_in_user{sample_user, false});
    CHECK(read("pyrogram2.string.bot.txt").data.self == signed_in_user{sample_bot, true});
    CHECK(read("pyrogram2.string.bot.txt").api_id == sample_api_id);
    CHECK(read("mtcute.string.v3.user.txt").data.self == signed_in_user{sample_user, false});
    CHECK(read("mtcute.string.v3.bot.txt").data.self == signed_in_user{sample_bot, true});
    CHECK(read("mtcute.string.v3.bot.txt").media == server_address{"149.154.167.222", 443});
    CHECK(read("mtcute.string.v3.noself-single-dc.txt").data.self == std::nullopt);
    CHECK(read("mtkruto.string.user.txt").data.self == signed_in_user{sample_user, false});
    CHECK(read("mtkruto.string.user.txt").api_id == sample_api_id);
    CHECK(read("telethon125.string.ipv4.txt").data.self == std::nullopt);
    CHECK(read("gramjs.string.ipv4.txt").data.self == std::nullopt);
}

TEST_CASE("strings of test servers are recognised as such") {
    CHECK(read_session_string(sample_line("pyrogram2.string.test.txt")).test_servers);
    CHECK(read_session_string(sample_line("mtkruto.string.test.txt")).test_servers);
    CHECK(!read_session_string(sample_line("pyrogram2.string.user.txt")).test_servers);

    auto session = whole_session();
    session.data.dcs.at(2).ipv4 = server_address{"149.154.167.40", 443};
    session.test_servers = true;
    for (const auto format : strings)
        CHECK(read_session_string(write_session_string(session, format)).test_servers);
}

TEST_CASE("older strings of Pyrogram and MTKruto are read") {
    for (const auto* file : {"pyrogram1.string.user32.txt", "pyrogram1.string.user64.txt"}) {
        CAPTURE(file);
        const auto session = read_session_string(sample_line(file));
        CHECK(session.format == session_format::pyrogram_string);
        CHECK(home_of(session).auth_key == sample_key());
        CHECK(session.api_id == std::nullopt);
        CHECK(session.data.self.has_value());
        CHECK(code_of([&] {
                  static_cast<void>(write_session_string(session, session_format::pyrogram_string));
              }) == session_errc::incomplete);
    }
    CHECK(read_session_string(sample_line("pyrogram1.string.user32.txt")).version == 1);
    CHECK(read_session_string(sample_line("pyrogram1.string.user64.txt")).version == 2);

    const auto old = read_session_string(sample_line("mtkruto.string.old.txt"));
    CHECK(old.format == session_format::mtkruto_string);
    CHECK(home_of(old).auth_key == sample_key());
    CHECK(old.data.self == std::nullopt);
}

TEST_CASE("white space around a string and the padding at its end are ignored") {
    for (const auto& known : samples) {
        CAPTURE(known.file);
        const auto text = sample_line(known.file);
        CHECK(read_session_string(" \r\n" + text + "\n").format == known.format);
        const auto bare = text.substr(0, text.find('='));
        CHECK(read_session_string(bare).format == known.format);
        if (known.format == session_format::gramjs_string ||
            known.format == session_format::telethon_string) {
            auto other = text;
            std::replace(other.begin(), other.end(), '+', '-');
            std::replace(other.begin(), other.end(), '/', '_');
            CHECK(read_session_string(other).format == known.format);
        }
    }
}

TEST_CASE("what mail and chat programs do to a string is undone") {
    const auto with = [](std::string text, std::string_view from, std::string_view to) {
        for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
        return text;
    };
    for (const auto& known : samples) {
        CAPTURE(known.file);
        const auto text = sample_line(known.file);
        const auto lines = [&](std::string_view before, std::string_view after) {
            std::string wrapped;
            for (std::size_t at = 0; at < text.size(); at += 76) {
                const auto last = at + 76 >= text.size();
                wrapped += std::string{before} + text.substr(at, 76);
                wrapped += last ? std::string_view{"\n"} : after;
            }
            return wrapped;
        };
        const std::string changed[] = {
            lines("", "\n"),
            lines("", "\r\n"),
            lines("> ", "\n"),
            lines("\t> > ", "\r\n"),
            with(lines("", "=\n"), "=\n", "=\r\n"),
            with(text, "=", "=3D"),
            '"' + text + '"',
            "'" + text + "',\n",
            '<' + text + '>',
            "```\n" + text + "\n```",
            "\u201c" + text + "\u201d",
            "\u00ab\u00a0" + text + "\u00a0\u00bb.",
            "\ufeff" + text.substr(0, 99) + "\u200b" + text.substr(99, 1) + "\u00ad" +
                text.substr(100),
            with(text, "-", "\u2011"),
            with(text, "--", "\u2014"),
        };
        for (const auto& sent : changed) {
            CAPTURE(sent);
            const auto session = read_session_string(sent);
            CHECK(session.format == known.format);
            CHECK(home_of(session).auth_key == sample_key());
        }
    }
    const auto ours = write_session_string(whole_session(), session_format::session_string);
    CHECK(read_session_string('"' + ours.substr(0, 2) + "\n" + ours.substr(2) + '"').api_id);
}

TEST_CASE("a character that cannot be undone is named with its place") {
    const auto error_of = [](const std::string& text) -> std::string {
        return refusal([&] { static_cast<void>(read_session_string(text)); }).what();
    };
    const auto text = sample_line("telethon125.string.ipv4.txt");
    const auto error_with = [&](std::size_t at, std::string_view inserted) {
        return error_of(std::string{text}.insert(at, inserted));
    };

    CHECK(error_with(16, "?").starts_with(
        "Base64 is expected, which has no place for the character '?' at place 17"
    ));
    CHECK(
        error_with(0, "\u00e9\u00e9").find("the character U+00E9 at place 1") != std::string::npos
    );
    CHECK(error_with(20, "\n=\u2013").find("the character '=' at place 22") != std::string::npos);
    CHECK(error_with(20, "\n\u2013").find("the character U+2013 at place 22") != std::string::npos);
    CHECK(error_with(20, "\xff").find("the character U+00FF at place 21") != std::string::npos);
    CHECK(error_of("1AAA+BBB_AAA")
              .starts_with("Base64 of one kind is expected, but the character '+' at place 5 is of "
                           "the other kind than the character '_' at place 9"));
    CHECK(error_of("1AAAAA").starts_with("whole Base64 is expected; of these 6 characters some"));
    CHECK(error_of("ag1:AB*C").find("the character '*' at place 7") != std::string::npos);
    CHECK(code_of_reading("hello, these words are no login") == session_errc::unknown_format);
}

TEST_CASE("a session survives every kind of string") {
    const auto session = whole_session();
    for (const auto format : strings) {
        CAPTURE(to_string(format));
        const auto read = read_session_string(write_session_string(session, format));
        CHECK(read.format == format);
        CHECK(home_of(read).auth_key == sample_key());
        CHECK(home_of(read).ipv4 == session.data.dcs.at(2).ipv4);
        CHECK(!read.test_servers);
    }
}

TEST_CASE("awaitgram's string keeps every data centre, the user and the API id") {
    const auto session = whole_session();
    const auto text = write_session_string(session, session_format::session_string);
    CHECK(text.substr(0, 4) == "ag1:");

    const auto read = read_session_string(text);
    CHECK(read.data.self == session.data.self);
    CHECK(read.api_id == sample_api_id);
    CHECK(read.data.dcs.size() == 2);
    CHECK(home_of(read).ipv6 == session.data.dcs.at(2).ipv6);
    CHECK(read.data.dcs.at(4).ipv4 == session.data.dcs.at(4).ipv4);
    CHECK(!read.data.dcs.at(4).ipv6);
    CHECK(!read.data.dcs.at(4).auth_key);
}

TEST_CASE("any altered or missing character of awaitgram's string is detected") {
    const auto text = write_session_string(whole_session(), session_format::session_string);
    for (std::size_t at = 4; at < text.size(); ++at) {
        auto altered = text;
        altered[at] = altered[at] == 'A' ? 'B' : 'A';
        CHECK(code_of_reading(altered));
        CHECK(code_of_reading(text.substr(0, at)));
    }
    CHECK(code_of_reading(text + "AAAA") == session_errc::wrong_checksum);
    CHECK(code_of_reading("ag2:" + text.substr(4)) == session_errc::newer_version);
}

TEST_CASE("a missing value that a format requires is an error") {
    const auto code_of_writing = [](const imported_session& session, session_format format) {
        return code_of([&] { static_cast<void>(write_session_string(session, format)); });
    };
    auto session = whole_session();
    session.data.self.reset();
    CHECK(code_of_writing(session, session_format::pyrogram_string) == session_errc::incomplete);
    CHECK(code_of_writing(session, session_format::mtkruto_string) == session_errc::incomplete);
    session = whole_session();
    session.api_id.reset();
    CHECK(code_of_writing(session, session_format::pyrogram_string) == session_errc::incomplete);
    session = whole_session();
    session.data.dcs.at(2).ipv4 = server_address{"example.org", 443};
    CHECK(code_of_writing(session, session_format::telethon_string) == session_errc::incomplete);
    session = whole_session();
    session.data.home_dc = 4;
    for (const auto format : strings)
        CHECK(code_of_writing(session, format) == session_errc::incomplete);
    CHECK(
        code_of_writing(whole_session(), session_format::session_file) ==
        session_errc::unknown_format
    );
}

TEST_CASE("texts that are not session strings are refused with a reason") {
    const auto telethon = sample_line("telethon125.string.ipv4.txt");
    CHECK(code_of_reading("") == session_errc::unknown_format);
    CHECK(code_of_reading("   ") == session_errc::unknown_format);
    CHECK(code_of_reading("hello, these words are no login") == session_errc::unknown_format);
    CHECK(code_of_reading(std::string(100000, 'A')) == session_errc::unknown_format);
    CHECK(code_of_reading(telethon.substr(0, 300)) == session_errc::unknown_format);
    CHECK(code_of_reading("2" + telethon.substr(1)) == session_errc::unknown_format);
    auto mixed = telethon;
    mixed[20] = '+';
    mixed[21] = '_';
    CHECK(code_of_reading(mixed) == session_errc::unknown_format);
    // The bits after the last byte are not zero.
    auto trailing = telethon;
    trailing[trailing.size() - 2] = static_cast<char>(trailing[trailing.size() - 2] + 1);
    CHECK(code_of_reading(trailing) == session_errc::unknown_format);
}

TEST_CASE("strings with impossible values are refused with a reason") {
    const auto changed = [](const char* file, std::size_t at, std::string_view digits) {
        auto text = sample_line(file);
        text.replace(at, digits.size(), digits);
        return code_of_reading(text);
    };
    const auto* const telethon = "telethon125.string.ipv4.txt";
    // The first byte is the data centre; the port follows four bytes of address.
    CHECK(changed(telethon, 1, "AA") == session_errc::unknown_dc);
    CHECK(changed(telethon, 1, "BgC") == session_errc::unknown_dc);
    CHECK(changed(telethon, 7, "AAAA") == session_errc::damaged);
    const auto zeros = std::string(351 - 10, 'A');
    CHECK(changed(telethon, 11, zeros) == session_errc::invalid_auth_key);
    CHECK(
        changed("gramjs.string.ipv4.txt", 5, "ISEh") == session_errc::damaged
    ); // "!!!" in the address
    CHECK(changed("pyrogram2.string.user.txt", 0, "Bg") == session_errc::unknown_format);
    CHECK(changed("pyrogram2.string.user.txt", 350, "AAAAAAAAAA") == session_errc::invalid_peer_id);
    CHECK(changed("mtcute.string.v3.user.txt", 0, "BA") == session_errc::unknown_format);
}

TEST_CASE("a description contains everything but secrets") {
    const auto session = whole_session();
    CHECK(describe(session) == "awaitgram string, version 1: DC 2, user 7000000001, API id 12345");

    CHECK(
        describe(read_session_string(sample_line("pyrogram2.string.test.txt"))) ==
        "Pyrogram string, version 3: test DC 2, user 123456789, API id 12345"
    );
    CHECK(describe(imported_session{}) == "awaitgram string, version 1: DC 2 without a key");
}
