// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>
#include <zlib.h>

namespace awaitgram::mtproto {

/// The limits for the unpacked size of a gzip stream.
struct gzip_limits {
    /// The absolute limit, in bytes.
    std::size_t absolute = 32 * 1024 * 1024;
    /// Bytes for each byte of the stream, on top of `allowance`.
    std::size_t ratio = 256;
    /// The limit for the smallest stream, in bytes: a part of a file, of 1 MiB at most, may consist of zeros.
    std::size_t allowance = (1024 + 64) * 1024;
};

[[nodiscard]] inline bool is_gzip_packed(byte_view body) noexcept {
    return detail::constructor_of(body) == detail::id::gzip_packed;
}

/// Unpacks one whole stream, in gzip or, as some clients write it, zlib format, and verifies its checksum and size. Memory grows
/// with the actual output.
///
/// Errors: `errc::bad_gzip`, `errc::gzip_too_large`.
[[nodiscard]] inline result<byte_buffer> inflate(byte_view packed, gzip_limits limits = {}) {
    const auto most = std::min(limits.absolute, limits.allowance + packed.size() * limits.ratio);
    z_stream stream{};
    constexpr auto either = 15 + 32; // the largest window, with either header
    if (inflateInit2(&stream, either) != Z_OK)
        return failure(make_error_code(errc::bad_gzip));
    stream.next_in = const_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    byte_buffer out;
    auto status = Z_OK;
    while (status == Z_OK && out.size() <= most) {
        const auto done = out.size();
        out.resize(std::min(most + 1, std::max(done * 2, packed.size() * 4 + 256)));
        stream.next_out = out.data() + done;
        stream.avail_out = static_cast<uInt>(out.size() - done);
        status = ::inflate(&stream, Z_NO_FLUSH);
        out.resize(out.size() - stream.avail_out);
    }
    const auto unread = stream.avail_in;
    inflateEnd(&stream);
    if (out.size() > most)
        return failure(make_error_code(errc::gzip_too_large));
    if (status != Z_STREAM_END || unread != 0)
        return failure(make_error_code(errc::bad_gzip));
    return out;
}

/// Unpacks the value in a boxed `gzip_packed` that fills all of `body`.
///
/// Errors: `errc::malformed` for a wrong layout or a value that cannot be TL, and those of `inflate`.
[[nodiscard]] inline result<byte_buffer> unpack_gzip(byte_view body, gzip_limits limits = {}) {
    detail::reader in{body};
    in.expect(detail::id::gzip_packed);
    const auto packed = in.string();
    if (!in.finished())
        return failure(make_error_code(errc::malformed));
    auto value = inflate(packed, limits);
    if (value && (value->size() < 4 || value->size() % 4 != 0))
        return failure(make_error_code(errc::malformed));
    return value;
}

namespace detail {

/// A gzip stream of these bytes; empty unless it is smaller.
[[nodiscard]] inline byte_buffer deflate_if_smaller(byte_view plain) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return {};
    byte_buffer out(plain.size());
    stream.next_in = const_cast<Bytef*>(plain.data());
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const auto status = deflate(&stream, Z_FINISH);
    out.resize(status == Z_STREAM_END ? out.size() - stream.avail_out : 0);
    deflateEnd(&stream);
    return out;
}

/// Whether the middle of a large value is compressible. Files usually are not, and trying would take long.
[[nodiscard]] inline bool looks_compressible(byte_view value) {
    constexpr std::size_t sample = 1024;
    if (value.size() < 16 * sample)
        return true;
    const auto packed = deflate_if_smaller(value.subspan(value.size() / 2, sample));
    return !packed.empty() && packed.size() < sample * 9 / 10;
}

} // namespace detail

/// A serialised query as `gzip_packed`; empty unless that is smaller.
[[nodiscard]] inline byte_buffer gzip_packed_if_smaller(byte_view body) {
    byte_buffer boxed;
    if (body.size() <= 255 || !detail::looks_compressible(body))
        return boxed;
    const auto packed = detail::deflate_if_smaller(body);
    if (packed.empty() || packed.size() + 8 >= body.size() || packed.size() >= 1 << 24)
        return boxed;
    append_le(boxed, detail::id::gzip_packed);
    detail::append_string(boxed, packed);
    return boxed;
}

/// Replaces a serialised value with `gzip_packed` if that is smaller.
inline void pack_gzip(byte_buffer& body) {
    if (auto packed = gzip_packed_if_smaller(body); !packed.empty())
        body = std::move(packed);
}

} // namespace awaitgram::mtproto
