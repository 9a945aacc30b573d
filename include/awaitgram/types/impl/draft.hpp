// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/wire.hpp>
#include <awaitgram/types/dialog.hpp>
#include <awaitgram/types/draft.hpp>

#include <optional>

namespace awaitgram {

AWAITGRAM_DECL text draft::formatted() const {
    if (!raw_->entities)
        return awaitgram::text(text());
    return from_wire(raw_->message, *raw_->entities);
}

AWAITGRAM_DECL std::optional<draft> dialog::draft() const {
    const auto* kept = raw_->draft ? raw_->draft->get_if<api::draftMessage>() : nullptr;
    if (kept == nullptr)
        return std::nullopt;
    return awaitgram::draft{peers_, *kept, id(), 0, account_};
}

} // namespace awaitgram
