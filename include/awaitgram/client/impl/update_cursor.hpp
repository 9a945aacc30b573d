// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/detail/update_stream.hpp>
#include <awaitgram/client/update_cursor.hpp>
#include <awaitgram/core/linkage.hpp>

#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace awaitgram {

// A token that the program keeps says by itself when the update is handled.
AWAITGRAM_DECL update_cursor::~update_cursor() {
    if (stream_ && current_.delivery && current_.delivery.use_count() == 1)
        stream_->give_back(std::move(current_));
}

AWAITGRAM_DECL awaitable<std::optional<ordered_update>> update_cursor::next() {
    mark_handled();
    const auto stream = stream_;
    stream->begin();
    for (;;) {
        auto first = stream->take();
        if (!first) {
            if (stream->ended() || !stream->begun())
                co_return std::nullopt;
            co_await stream->wait();
            continue;
        }
        if (auto* update = std::get_if<ordered_update>(&*first)) {
            current_ = *update;
            std::optional<ordered_update> taken{std::move(*update)};
            co_return taken;
        }
        const auto& skipped = std::get<updates_skipped>(*first);
        if (on_skipped_)
            on_skipped_(skipped);
        else
            stream->log_skip(skipped);
    }
}

} // namespace awaitgram
