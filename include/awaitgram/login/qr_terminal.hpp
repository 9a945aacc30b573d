// SPDX-License-Identifier: MIT
#pragma once

/// QR codes in a terminal, with the library libqrencode: include this header, and link with it (`pkg-config libqrencode`).

#include <awaitgram/login/sign_in_step.hpp>

#include <cstddef>
#include <memory>
#include <qrencode.h>
#include <stdexcept>
#include <string>

namespace awaitgram {

namespace detail {

struct free_qr_code {
    void operator()(::QRcode* code) const noexcept { ::QRcode_free(code); }
};

} // namespace detail

/// A text as a QR code in lines of characters, two rows of squares a line. It has its own margin and its own colours, so that it can
/// be read on every terminal.
///
/// Errors: std::invalid_argument for an empty text, and for one that is too long for a code.
[[nodiscard]] inline std::string draw_qr_code(const std::string& text) {
    const std::unique_ptr<::QRcode, detail::free_qr_code> code{
        ::QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L)};
    if (!code)
        throw std::invalid_argument("awaitgram: this text fits into no QR code");
    constexpr int margin = 2;
    const auto is_dark = [&code](int row, int column) {
        if (row < 0 || column < 0 || row >= code->width || column >= code->width)
            return false;
        const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(code->width) +
                        static_cast<std::size_t>(column);
        return (code->data[at] & 1) != 0;
    };
    std::string drawing;
    for (auto row = -margin; row < code->width + margin; row += 2) {
        drawing += "\033[30;107m"; // black on white
        for (auto column = -margin; column < code->width + margin; ++column) {
            const auto upper = is_dark(row, column);
            const auto lower = is_dark(row + 1, column);
            drawing += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        drawing += "\033[0m\n";
    }
    return drawing;
}

/// The link of a sign-in that waits for a scan, as a QR code.
///
/// Errors: std::invalid_argument when no scan is wanted.
[[nodiscard]] inline std::string draw_qr_code(const sign_in_step& step) {
    return draw_qr_code(step.link());
}

} // namespace awaitgram
