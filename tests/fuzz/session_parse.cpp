// SPDX-License-Identifier: MIT
// Runs one input through a reader of sessions, chosen by its first byte. May throw nothing but std::system_error.
#include <awaitgram/formats/detail/awaitgram_string.hpp>
#include <awaitgram/formats/detail/session_source.hpp>
#include <awaitgram/formats/string.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "session_open.hpp"

namespace ag = awaitgram;
using ag::byte_buffer;
using ag::byte_view;
namespace detail = awaitgram::detail;
namespace own = awaitgram::detail::awaitgram_string;

namespace {

/// Describes and writes the session that was read, or reports why it cannot be written.
void use(const ag::imported_session& session) {
    if (ag::describe(session).empty())
        std::abort();
    for (auto format = 1; format <= static_cast<int>(ag::session_format::telegram_desktop);
         ++format) {
        std::string text;
        try {
            text = ag::write_session_string(session, static_cast<ag::session_format>(format));
        } catch (const std::system_error&) {
            continue;
        }
        const auto again = ag::read_session_string(text);
        if (static_cast<int>(again.format) != format ||
            !(again.data.dcs.at(again.data.home_dc).auth_key ==
              session.data.dcs.at(session.data.home_dc).auth_key))
            std::abort();
    }
}

/// Corrects the checksums of a write-ahead log, so that mutations are not rejected by them.
void sign(byte_buffer& log) {
    if (log.size() < 32)
        return;
    const auto number = [&](std::size_t at) {
        return static_cast<std::uint32_t>(ag::load_be(byte_view{log}.subspan(at, 4)));
    };
    std::uint32_t check[2] = {0, 0};
    const auto add = [&](std::size_t at, std::size_t size) {
        for (const auto end = at + size; at < end; at += 8) {
            check[0] += number(at) + check[1];
            check[1] += number(at + 4) + check[0];
        }
    };
    const auto put = [&](std::size_t at) {
        for (auto i = 0; i < 8; ++i)
            log[at + static_cast<std::size_t>(i)] =
                static_cast<std::uint8_t>(check[i / 4] >> (24 - i % 4 * 8));
    };
    log[3] = 0x83; // big-endian
    add(0, 24);
    put(24);
    const std::size_t size = number(8);
    if (size < 512 || size > 65536 || size % 8 != 0)
        return;
    for (std::size_t at = 32; at + 24 + size <= log.size(); at += 24 + size) {
        std::copy_n(log.begin() + 16, 8, log.begin() + static_cast<std::ptrdiff_t>(at) + 8);
        add(at, 8);
        add(at + 24, size);
        put(at + 16);
    }
}

void read(std::uint8_t which, byte_view input) {
    ag::imported_session session;
    switch (which) {
    case 0:
        use(ag::read_session_string(ag::text_of(input)));
        break;
    case 1:
        use(detail::read_tables({byte_buffer{input.begin(), input.end()}, "fuzz"}));
        break;
    case 2: {
        // The first page of a database, then its log.
        const auto size = input.size() < 4096 ? input.size() : 4096;
        byte_buffer image{input.begin(), input.begin() + static_cast<std::ptrdiff_t>(size)};
        byte_buffer log{input.begin() + static_cast<std::ptrdiff_t>(size), input.end()};
        sign(log);
        detail::apply_log(image, log);
        use(detail::read_tables({std::move(image), "fuzz"}));
        break;
    }
    case 3:
        static_cast<void>(detail::tdata::read_accounts(input));
        break;
    case 4:
        session.format = ag::session_format::telegram_desktop;
        detail::tdata::read_authorization(session, input);
        use(session);
        break;
    case 5:
        if (const auto content = detail::tdata::content_of(input)) {
            detail::field_reader reader{*content};
            const auto salt = reader.qt_bytes();
            const auto key = detail::tdata::passcode_key("", salt);
            static_cast<void>(detail::tdata::decrypt(reader.qt_bytes(), key));
        }
        static_cast<void>(detail::tdata::decrypt(input, detail::tdata::passcode_key("", {})));
        static_cast<void>(detail::tdata::is_test_config(input));
        break;
    case 6:
        static_cast<void>(detail::gramjs_store::peer_in(ag::text_of(input)));
        static_cast<void>(detail::gramjs_store::key_in(ag::text_of(input)));
        break;
    case 7: {
        // The rows of mtcute's key_value: a name of up to 31 characters, then the value.
        const auto name = input.first(input.size() < 32 ? input.size() : 32);
        const auto text = ag::text_of(name);
        const auto end = text.find('\0');
        detail::mtcute_file::read_value(session, text.substr(0, end), input.subspan(name.size()));
        use(session);
        break;
    }
    case 8: {
        // The contents of an awaitgram string, with a correct checksum.
        const auto check = ag::crypto::sha256({ag::bytes_of(own::prefix), input});
        byte_buffer content{input.begin(), input.end()};
        ag::append(content, byte_view{check}.first(own::check_size));
        const auto text =
            detail::to_base64(content, detail::base64_digits::url, detail::base64_fill::without);
        use(ag::read_session_string(std::string{own::prefix} + text));
        break;
    }
    case 9:
        fuzz::open_stored(input);
        break;
    case 10:
        fuzz::open_file(input);
        break;
    default:
        break;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size != 0)
        try {
            read(data[0], {data + 1, size - 1});
        } catch (const std::system_error& error) {
            if (error.code().category() != make_error_code(ag::session_errc{}).category())
                std::abort();
        }
    return 0;
}
