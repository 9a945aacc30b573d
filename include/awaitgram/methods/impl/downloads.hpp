// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/methods/detail/downloading.hpp>
#include <awaitgram/methods/downloads.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL awaitable<std::string>
download_methods::download(download_ref file, path_ref to, files::download_options options) const {
    return detail::download_file(&account(), file, to, options);
}

AWAITGRAM_DECL awaitable<byte_buffer> download_methods::download_bytes(
    download_ref file, std::size_t most, files::download_options options
) const {
    return detail::download_file_bytes(&account(), file, most, options);
}

AWAITGRAM_DECL awaitable<std::optional<byte_buffer>>
download_methods::download_thumbnail(download_ref file, std::int32_t side) const {
    return detail::download_thumbnail_now(
        &account(), detail::thumbnail_of(file, side), detail::thumbnail_finder_of(file, side)
    );
}

AWAITGRAM_DECL files::file_reader download_methods::open_file(download_ref file) const {
    return open_file(file, files::reader_options{});
}

AWAITGRAM_DECL files::file_reader
download_methods::open_file(download_ref file, const files::reader_options& options) const {
    auto found = detail::file_to_download(file);
    return files::file_reader{
        *account().access.calls,
        std::move(found.place),
        options,
        detail::finder_of(&account(), file)};
}

} // namespace awaitgram
