// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/rpc/invoker.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace awaitgram::files {

/// Bytes that become known one after another, without a known total: what a program prints, what another server sends.
class stream_source {
public:
    stream_source(const stream_source&) = delete;
    stream_source& operator=(const stream_source&) = delete;
    virtual ~stream_source() = default;

    /// Puts the next bytes at the start of `bytes`, as many as there are, and returns their number; waits for the first one. 0 is the end of
    /// the stream. One call is under way at a time. An exception ends the upload.
    [[nodiscard]] virtual awaitable<std::size_t> read(std::span<std::uint8_t> bytes) = 0;

protected:
    stream_source() = default;
};

/// A stream of the buffers that a coroutine makes; an empty one ends it.
[[nodiscard]] std::unique_ptr<stream_source>
stream_of(unique_function<awaitable<byte_buffer>()> next);

/// Stores a stream at Telegram. Its parts of 512 KiB go one after another, because Telegram learns their number with the last one; the stream
/// is read no faster than they are stored, and one part is kept in memory. A stream that `options.needs_small_parts` is read to its end
/// first, at most 10 MiB, and goes as a file of that size. The total of the progress is unknown until the end; `options.most_parts` means
/// nothing. A part that Telegram loses cannot be stored again, unless the bytes are kept elsewhere: see upload_part_again.
///
/// Raw method: upload.saveBigFilePart, upload.saveFilePart.
/// Errors:     as for other uploads; files::errc::empty_file for a stream without a byte; files::errc::too_large when the stream has more
///             bytes than Telegram takes, which is known only when so many are stored; files::errc::too_large_for_kind beyond 10 MiB when
///             small parts are needed; what `source` throws.
/// Cancels:    what is stored is forgotten by Telegram.
/// Spec:       https://core.telegram.org/api/files#streamed-uploads
[[nodiscard]] awaitable<api::InputFile>
upload(rpc::invoker& calls, stream_source& source, std::string name, upload_options options = {});

} // namespace awaitgram::files
