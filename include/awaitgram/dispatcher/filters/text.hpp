// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

#include <string>
#include <string_view>

namespace awaitgram::filters {

namespace detail {

struct has_text {
    bool operator()(const message& m) const noexcept { return !m.text().empty() && !m.media(); }
};

struct has_caption {
    bool operator()(const message& m) const noexcept { return !m.text().empty() && m.media(); }
};

struct has_rich_text {
    bool operator()(const message& m) const noexcept {
        return m.raw() != nullptr && m.raw()->rich_message.has_value();
    }
};

struct has_link {
    bool operator()(const message& m) const {
        if (m.raw() == nullptr || !m.raw()->entities)
            return false;
        for (const auto& each : *m.raw()->entities)
            if (each.is<api::messageEntityUrl>() || each.is<api::messageEntityTextUrl>())
                return true;
        return false;
    }
};

/// The text of an event: of a message, an inline query, the data of a button, the payload of an invoice.
template <class Event>
    requires requires(const Event& event) { event.text(); } ||
             requires(const Event& event) { event.data(); } ||
             requires(const Event& event) { event.payload(); }
[[nodiscard]] std::string_view text_of(const Event& event) noexcept {
    if constexpr (requires { event.text(); })
        return event.text();
    else if constexpr (requires { event.data(); })
        return event.data();
    else
        return event.payload();
}

/// An event that text_of knows the text of.
template <class Event>
concept with_text = requires(const Event& event) { detail::text_of(event); };

/// A question that a function answers about the text and a wanted text.
template <auto Asked>
struct asks_text {
    std::string wanted;
    template <class Event>
        requires with_text<Event>
    bool operator()(const Event& event) const noexcept {
        return Asked(text_of(event), std::string_view{wanted});
    }
};

inline constexpr auto equal_texts = [](std::string_view text, std::string_view wanted) {
    return text == wanted;
};
inline constexpr auto text_contains_it = [](std::string_view text, std::string_view wanted) {
    return text.find(wanted) != text.npos;
};
inline constexpr auto text_starts_so = [](std::string_view text, std::string_view wanted) {
    return text.starts_with(wanted);
};
inline constexpr auto text_ends_so = [](std::string_view text, std::string_view wanted) {
    return text.ends_with(wanted);
};

} // namespace detail

/// Messages with a text and no media; a text with the preview of a link is one.
inline constexpr filter text{detail::has_text{}};
/// Messages with media and a caption.
inline constexpr filter caption{detail::has_caption{}};
/// Messages with a text of headings, tables and the like, whose plain text may be empty.
inline constexpr filter rich_text{detail::has_rich_text{}};
/// Messages with a link in the text or the caption.
inline constexpr filter link{detail::has_link{}};

/// Messages whose text or caption is exactly this; also queries with this text, and buttons with this data.
[[nodiscard]] inline auto text_is(std::string_view wanted) {
    return filter{detail::asks_text<detail::equal_texts>{std::string{wanted}}};
}

/// Messages whose text or caption contains this; and so on.
[[nodiscard]] inline auto text_contains(std::string_view wanted) {
    return filter{detail::asks_text<detail::text_contains_it>{std::string{wanted}}};
}

/// Messages whose text or caption begins with this; and so on.
[[nodiscard]] inline auto text_starts_with(std::string_view wanted) {
    return filter{detail::asks_text<detail::text_starts_so>{std::string{wanted}}};
}

/// Messages whose text or caption ends with this; and so on.
[[nodiscard]] inline auto text_ends_with(std::string_view wanted) {
    return filter{detail::asks_text<detail::text_ends_so>{std::string{wanted}}};
}

} // namespace awaitgram::filters
