// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of files and media, and of the methods that send and download them: a part of src.hpp.

// With optimisation, GCC 12 wrongly reports that coroutines are freed by another operator than the one that Asio pairs it with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <awaitgram/files/impl/cdn.hpp>                // IWYU pragma: export
#include <awaitgram/files/impl/continued_download.hpp> // IWYU pragma: export
#include <awaitgram/files/impl/download.hpp>           // IWYU pragma: export
#include <awaitgram/files/impl/file_reader.hpp>        // IWYU pragma: export
#include <awaitgram/files/impl/part_flow.hpp>          // IWYU pragma: export
#include <awaitgram/files/impl/partial_file.hpp>       // IWYU pragma: export
#include <awaitgram/files/impl/stream.hpp>             // IWYU pragma: export
#include <awaitgram/files/impl/terminal_bar.hpp>       // IWYU pragma: export
#include <awaitgram/files/impl/transfer_store.hpp>     // IWYU pragma: export
#include <awaitgram/files/impl/upload.hpp>             // IWYU pragma: export
#include <awaitgram/media/impl/file_id.hpp>            // IWYU pragma: export
#include <awaitgram/media/impl/file_location.hpp>      // IWYU pragma: export
#include <awaitgram/media/impl/mime.hpp>               // IWYU pragma: export
#include <awaitgram/media/impl/outline.hpp>            // IWYU pragma: export
#include <awaitgram/media/impl/photo_sizes.hpp>        // IWYU pragma: export
#include <awaitgram/media/impl/probe.hpp>              // IWYU pragma: export
#include <awaitgram/media/impl/safe_file_name.hpp>     // IWYU pragma: export
#include <awaitgram/media/impl/sniff.hpp>              // IWYU pragma: export
#include <awaitgram/media/impl/stripped_jpeg.hpp>      // IWYU pragma: export
#include <awaitgram/media/impl/unique_file_id.hpp>     // IWYU pragma: export
#include <awaitgram/media/impl/waveform.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/downloads.hpp>        // IWYU pragma: export
#include <awaitgram/methods/impl/media.hpp>            // IWYU pragma: export
#include <awaitgram/methods/impl/media_actions.hpp>    // IWYU pragma: export
#include <awaitgram/methods/impl/stickers.hpp>         // IWYU pragma: export
#include <awaitgram/methods/impl/story_posts.hpp>      // IWYU pragma: export

#pragma GCC diagnostic pop
