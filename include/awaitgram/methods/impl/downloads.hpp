// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/downloading.hpp>
#include <awaitgram/methods/downloads.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

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
    return detail::download_thumbnail_now(&account(), detail::thumbnail_of(file, side));
}

} // namespace awaitgram
