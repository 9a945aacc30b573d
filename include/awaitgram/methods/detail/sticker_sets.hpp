// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/self_info.hpp>
#include <awaitgram/types/sticker_set.hpp>

#include <cstdint>
#include <stdexcept>
#include <system_error>
#include <utility>

// Sets of stickers in answers, and stickers that are found again by their sets.

namespace awaitgram::detail {

/// The set of a sticker or a custom emoji; empty for another document, and for a sticker that is in none.
[[nodiscard]] inline api::InputStickerSet set_of(const api::document& document) {
    const auto known = [](const api::InputStickerSet& set) {
        return !set.empty() && !set.is<api::inputStickerSetEmpty>();
    };
    for (const auto& each : document.attributes) {
        if (const auto* about = each.get_if<api::documentAttributeSticker>();
            about != nullptr && known(about->stickerset))
            return about->stickerset;
        if (const auto* about = each.get_if<api::documentAttributeCustomEmoji>();
            about != nullptr && known(about->stickerset))
            return about->stickerset;
    }
    return {};
}

/// Calls a method that answers with a set.
///
/// Errors: std::runtime_error for an answer without one.
template <class Request>
[[nodiscard]] awaitable<sticker_set> set_answered(const self_info* account, Request request) {
    auto pending = rpc::invoke(*account->access.calls, request);
    auto answer = co_await std::move(pending);
    const auto kept = keep_answer(std::move(answer));
    const auto* whole = kept->kept->template get_if<api::messages::stickerSet>();
    if (whole == nullptr)
        throw std::runtime_error("awaitgram: the answer shows no set of stickers");
    co_return sticker_set{kept, *whole};
}

[[nodiscard]] inline awaitable<sticker_set>
get_set_now(const self_info* account, api::InputStickerSet set) {
    api::messages::getStickerSet request{};
    request.stickerset = std::move(set);
    return set_answered(account, std::move(request));
}

/// Finds the file of a sticker again, because its reference has expired.
[[nodiscard]] inline awaitable<files::remote_file>
sticker_again(const self_info* account, api::InputStickerSet set, std::int64_t id) {
    auto getting = get_set_now(account, std::move(set));
    const auto fresh = co_await std::move(getting);
    for (const auto& each : fresh.stickers())
        if (each.id() == id)
            co_return files::remote_file{each.raw()};
    throw std::system_error(
        make_error_code(files::errc::lost_file), "it is no longer in its set of stickers"
    );
}

} // namespace awaitgram::detail
