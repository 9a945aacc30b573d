// SPDX-License-Identifier: MIT
#include <awaitgram/login/qr_terminal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

using namespace awaitgram;

TEST_CASE("a QR code has the size of its content and a margin, in lines of two rows") {
    const std::string link = "tg://login?token=" + std::string(43, 'A');
    const auto drawing = draw_qr_code(link);
    // 60 bytes fit into the fourth version, which has 33 squares a side.
    CHECK(std::ranges::count(drawing, '\n') == (33 + 4 + 1) / 2);
    const auto line = drawing.substr(0, drawing.find('\n'));
    CHECK(line.rfind("\033[30;107m", 0) == 0);
    CHECK(line.substr(line.size() - 4) == "\033[0m");
    // The first line is margin alone.
    CHECK(std::ranges::count(line, ' ') == 33 + 4);
    // The corner of the second line is the frame of the first finder pattern.
    const auto second = drawing.substr(drawing.find('\n') + 1);
    CHECK(second.find("  █▀▀▀▀▀█ ") == std::string("\033[30;107m").size());
    CHECK(draw_qr_code(link + "B") != drawing);
}

TEST_CASE("what fits into no QR code is refused") {
    CHECK_THROWS_AS((void)draw_qr_code(std::string{}), std::invalid_argument);
    CHECK_THROWS_AS((void)draw_qr_code(std::string(3000, 'a')), std::invalid_argument);
}
