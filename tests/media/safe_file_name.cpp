// SPDX-License-Identifier: MIT
#include <awaitgram/media/safe_file_name.hpp>
#include <awaitgram/text/detail/utf8.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace ag = awaitgram;
using namespace ag::media;
using namespace std::string_view_literals;

namespace {

std::string safe(std::string_view name) {
    return safe_file_name(name);
}

std::string times(std::size_t count, std::string_view what) {
    std::string all;
    for (std::size_t i = 0; i != count; ++i)
        all += what;
    return all;
}

} // namespace

TEST_CASE("an ordinary name stays as it is") {
    for (const auto* name :
         {"photo.jpg",
          "отчёт за май.pdf",
          "a (1).tar.gz",
          "写真.png",
          "no extension",
          "👨‍👩‍👧.webp",
          "می‌خواهم.txt",
          "_",
          "-rf",
          "Nullpunkt.txt",
          "CONSOLE.log",
          "com10",
          "common.h"})
        CHECK(safe(name) == name);
}

TEST_CASE("a name is in no other folder") { // S-106
    CHECK(safe("../../etc/passwd") == "passwd");
    CHECK(safe("..\\..\\boot.ini") == "boot.ini");
    CHECK(safe("/etc/shadow") == "shadow");
    CHECK(safe("C:\\Windows\\a.dll") == "a.dll");
    CHECK(safe("C:a.dll") == "C_a.dll");
    CHECK(safe("a/..") == "");
    CHECK(safe("..") == "");
    CHECK(safe(".") == "");
    CHECK(safe("dir/") == "");
    CHECK(safe("a\0/../b"sv) == "b");
    CHECK(safe("..\u200B") == "");
    CHECK(safe("\u202E../x") == "x");
}

TEST_CASE("a name has no characters that systems refuse, that cannot be seen, or that change its "
          "direction") { // S-106
    CHECK(safe("a\0b\nc\x7F.txt"sv) == "abc.txt");
    CHECK(safe("a<b>:\"|?*.txt") == "a_b______.txt");
    CHECK(safe("report\u202Efdp.exe") == "reportfdp.exe");
    CHECK(safe("a\u200B\u2066b\u2069\uFEFF\u200E.txt") == "ab.txt");
    CHECK(safe("a\u0085\u2028.txt") == "a.txt");
    CHECK(safe("file.txt:stream") == "file.txt_stream");
    // What is no UTF-8.
    CHECK(safe("caf\xE9.txt") == "caf_.txt");
    CHECK(
        safe("a\xC0\xAF"
             "b") == "a__b"
    );
    CHECK(safe("a\xED\xA0\x80") == "a___");
    CHECK(safe("a\xF0\x9F") == "a__");
}

TEST_CASE("a name has no blanks and dots at its ends") {
    CHECK(safe(" a.txt ") == "a.txt");
    CHECK(safe("a.txt...") == "a.txt");
    CHECK(safe("a. . .") == "a");
    CHECK(safe("...hidden") == "hidden");
    CHECK(safe("\u00A0\u3000a\u2003") == "a");
    CHECK(safe("a.\n") == "a");
    CHECK(safe("   ") == "");
}

TEST_CASE("a name is that of no device") { // S-106
    for (const auto* name :
         {"CON",
          "con",
          "nul.txt",
          "AUX.tar.gz",
          "Com1",
          "LPT9.x",
          "COM0",
          "prn .txt",
          "COM¹",
          "lpt³.a",
          "CONIN$",
          "conout$.txt"})
        CHECK(safe(name) == std::string("_") + name);
    CHECK(safe("dir/NUL") == "_NUL");
    CHECK(safe("NUL.") == "_NUL");
    CHECK(safe(".NUL") == "_NUL");
    CHECK(safe("NUL:") == "NUL_");
    CHECK(safe_file_name("CONSOLE", 3) == "_CO");
}

TEST_CASE("a long name is cut between two characters, and keeps its extension") {
    CHECK(safe(times(300, "a")) == times(255, "a"));
    CHECK(safe(times(300, "a") + ".jpeg") == times(250, "a") + ".jpeg");
    CHECK(safe(times(200, "я")) == times(127, "я"));
    CHECK(safe(times(200, "я") + ".pdf") == times(125, "я") + ".pdf");
    CHECK(safe(times(100, "😀") + ".mp4") == times(62, "😀") + ".mp4");
    // An extension that is none is a part of the name.
    CHECK(safe("a." + times(300, "b")).size() == 255);
    // A blank or a dot where it is cut.
    CHECK(safe(times(250, "a") + " b.jpg") == times(250, "a") + ".jpg");
    CHECK(safe_file_name("aaa.txt", 5) == "a.txt");
    CHECK(safe_file_name("aaa.txt", 4) == "aaa");
    CHECK(safe_file_name("😀.txt", 7) == "_.txt");
    CHECK(safe_file_name("😀", 3) == "");
    CHECK(safe_file_name("abc", 0) == "");
}

TEST_CASE("what has no name is named by what it is") {
    unnamed_file file;
    file.type = file_type::photo;
    file.id = 5123;
    file.date = std::chrono::sys_days{std::chrono::year{2026} / 7 / 28} + std::chrono::hours(12) +
                std::chrono::seconds(5);
    file.mime = "image/jpeg";
    CHECK(safe_file_name("", file) == "photo_2026-07-28_12-00-05_5123.jpg");
    CHECK(safe_file_name("../..", file) == "photo_2026-07-28_12-00-05_5123.jpg");
    CHECK(safe_file_name("a/b.png", file) == "b.png");
    file.mime = "video/mp4; codecs=x";
    file.type = file_type::video_note;
    CHECK(safe_file_name("", file) == "video_note_2026-07-28_12-00-05_5123.mp4");
    file.date = {};
    file.mime = "../../../etc/x";
    CHECK(safe_file_name("", file) == "video_note_5123.mp4");
    file.type = file_type::document;
    CHECK(safe_file_name("", file) == "document_5123");
    file.id = -1;
    CHECK(safe_file_name("", file) == "document_18446744073709551615");
    file.date = std::chrono::sys_seconds::min();
    CHECK(safe_file_name("", file) == "document_18446744073709551615");
    file.date = std::chrono::sys_seconds::max();
    CHECK(safe_file_name("", file) == "document_18446744073709551615");
}

TEST_CASE("whatever the name is, the result is safe, and safe again") { // S-106
    constexpr std::string_view pieces[] = {
        "a",      ".",
        "..",     "/",
        "\\",     " ",
        "\0"sv,   "\n",
        ":",      "NUL",
        "CON",    ".txt",
        "я",      "😀",
        "\xFF",   "\xC3",
        "\u202E", "\u200B",
        "\u3000", "COM1",
        "_",      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };
    std::mt19937_64 random(1); // NOLINT: the same each time
    for (auto i = 0; i != 20000; ++i) {
        std::string name;
        for (auto left = random() % 10; left != 0; --left)
            name += pieces[random() % std::size(pieces)];
        const auto longest = random() % 3 == 0 ? random() % 20 : longest_file_name;
        CAPTURE(name);
        const auto result = safe_file_name(name, longest);
        CHECK(result.size() <= longest);
        CHECK(result.find_first_of("/\\:<>|?*\"\n\0"sv) == std::string::npos);
        CHECK(ag::detail::utf8_until(result) == result.size());
        CHECK_FALSE(result.starts_with('.'));
        CHECK_FALSE(result.ends_with('.'));
        CHECK_FALSE(result.ends_with(' '));
        CHECK(result != "NUL");
        CHECK(safe_file_name(result, longest) == result);
    }
}
