// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/inline_query.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

// The answers to queries of users, for methods and for the handles of the queries.

namespace awaitgram::detail {

[[nodiscard]] inline api::messages::setBotCallbackAnswer
press_answer(std::int64_t query_id, std::string_view text, const callback_answer_options& options) {
    api::messages::setBotCallbackAnswer request{};
    request.query_id = query_id;
    request.alert = options.alert;
    if (!text.empty())
        request.message = tl::string{text};
    if (!options.url.empty())
        request.url = tl::string{options.url};
    request.cache_time = static_cast<std::int32_t>(options.cache_time.count());
    return request;
}

[[nodiscard]] inline api::messages::setInlineBotResults inline_answer(
    std::int64_t query_id, const inline_results& results, const inline_answer_options& options
) {
    api::messages::setInlineBotResults request{};
    request.query_id = query_id;
    request.gallery = options.gallery;
    request.private_ = options.personal;
    request.results = results.raw();
    request.cache_time = static_cast<std::int32_t>(options.cache_time.count());
    if (!options.next_offset.empty())
        request.next_offset = tl::string{options.next_offset};
    if (!options.button.empty()) {
        api::inlineBotSwitchPM button{};
        button.text = options.button;
        button.start_param = options.start_parameter;
        request.switch_pm = std::move(button);
    }
    return request;
}

/// The answer to a pre-checkout query; a reason refuses.
[[nodiscard]] inline api::messages::setBotPrecheckoutResults
checkout_answer(std::int64_t query_id, bool accepted, std::string_view reason) {
    api::messages::setBotPrecheckoutResults request{};
    request.query_id = query_id;
    request.success = accepted;
    if (!accepted)
        request.error = tl::string{reason};
    return request;
}

[[nodiscard]] inline api::messages::setBotShippingResults
shipping_answer(std::int64_t query_id, const tl::vector<api::shippingOption>& ways) {
    api::messages::setBotShippingResults request{};
    request.query_id = query_id;
    request.shipping_options = ways;
    return request;
}

[[nodiscard]] inline api::messages::setBotShippingResults
shipping_refusal(std::int64_t query_id, std::string_view reason) {
    api::messages::setBotShippingResults request{};
    request.query_id = query_id;
    request.error = tl::string{reason};
    return request;
}

} // namespace awaitgram::detail
