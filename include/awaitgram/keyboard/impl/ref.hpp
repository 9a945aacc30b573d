// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/keyboard/ref.hpp>

namespace awaitgram {

AWAITGRAM_DECL api::ReplyMarkup keyboard_ref::read_raw(const void* raw) {
    return *static_cast<const api::ReplyMarkup*>(raw);
}

AWAITGRAM_DECL keyboard_ref::keyboard_ref(const api::ReplyMarkup& raw) noexcept
    : keys_(&raw), markup_of_(&read_raw) {}

AWAITGRAM_DECL api::ReplyMarkup keyboard_ref::markup() const {
    return markup_of_ != nullptr ? markup_of_(keys_) : api::ReplyMarkup{};
}

} // namespace awaitgram
