// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/seen_message.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>
#include <awaitgram/testing/server/world/world.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// What users see, in the words of a test.

namespace awaitgram::testing {

namespace detail {

/// The name of a constructor of the schema without a prefix and a suffix: "bold" for messageEntityBold.
[[nodiscard]] inline std::string
short_name(std::string_view line, std::string_view prefix, std::string_view suffix = {}) {
    auto name = line.substr(0, line.find_first_of("# "));
    if (name.substr(0, prefix.size()) == prefix)
        name.remove_prefix(prefix.size());
    if (!suffix.empty() && name.size() >= suffix.size() &&
        name.substr(name.size() - suffix.size()) == suffix)
        name.remove_suffix(suffix.size());
    std::string lower{name};
    if (!lower.empty() && lower[0] >= 'A' && lower[0] <= 'Z')
        lower[0] = static_cast<char>(lower[0] - 'A' + 'a');
    return lower;
}

/// The part of a text between two positions in units of UTF-16.
[[nodiscard]] inline std::string
slice_of(std::string_view text, std::int32_t offset, std::int32_t length) {
    std::string part;
    std::int64_t at = 0;
    auto inside = false;
    for (const auto character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if ((byte & 0xc0) != 0x80) {
            inside = at >= offset && at < std::int64_t{offset} + length;
            at += byte >= 0xf0 ? 2 : 1;
        }
        if (inside)
            part += character;
    }
    return part;
}

/// The file of media; empty when there is none.
[[nodiscard]] inline seen_file seen_as(const world& accounts, const api::MessageMedia& media) {
    seen_file seen;
    const auto* file = file_of(accounts, media);
    if (file == nullptr)
        return seen;
    seen.id = file->id;
    seen.dc = file->dc;
    seen.mime = file->mime;
    seen.bytes = file->photo ? file->sizes.back().bytes : file->bytes;
    seen.sizes = static_cast<std::int32_t>(file->sizes.size());
    for (const auto& each : file->attributes)
        if (const auto* name = each.get_if<api::documentAttributeFilename>())
            seen.name = name->file_name.str();
    const auto fill = [&seen](const auto* shown) {
        seen.spoiler = shown->spoiler;
        seen.vanishes_after = shown->ttl_seconds.value_or(0);
    };
    if (file->photo)
        fill(media.get_if<api::messageMediaPhoto>());
    else
        fill(media.get_if<api::messageMediaDocument>());
    return seen;
}

[[nodiscard]] inline std::string text_of(const tl::bytes& bytes) {
    return {bytes.view().begin(), bytes.view().end()};
}

[[nodiscard]] inline seen_entity seen_as(const api::MessageEntity& entity, std::string_view text) {
    seen_entity seen;
    entity.visit([&](const auto& one) {
        seen.kind = short_name(one.tl_line, "messageEntity");
        seen.offset = one.offset;
        seen.length = one.length;
        if constexpr (requires { one.url.str(); })
            seen.url = one.url.str();
        if constexpr (requires { one.language.str(); })
            seen.url = one.language.str();
        if constexpr (requires { std::int64_t{one.user_id}; })
            seen.id = one.user_id;
        if constexpr (requires { std::int64_t{one.document_id}; })
            seen.id = one.document_id;
    });
    seen.text = slice_of(text, seen.offset, seen.length);
    return seen;
}

[[nodiscard]] inline seen_button
seen_as(const api::KeyboardButton& button, std::int64_t chat, std::int32_t message) {
    seen_button seen;
    seen.chat = chat;
    seen.message = message;
    button.visit([&](const auto& one) {
        seen.kind = short_name(one.tl_line, "keyboardButton");
        if (seen.kind.empty())
            seen.kind = "text";
        if constexpr (requires { one.text.str(); })
            seen.text = one.text.str();
        if constexpr (requires { one.url.str(); })
            seen.url = one.url.str();
        if constexpr (requires { one.data.view(); })
            seen.data = text_of(one.data);
        if constexpr (requires { one.query.str(); })
            seen.data = one.query.str();
        if constexpr (requires { one.copy_text.str(); })
            seen.data = one.copy_text.str();
    });
    return seen;
}

inline void show_keyboard(const api::ReplyMarkup& markup, seen_message& seen) {
    markup.visit([&](const auto& one) {
        seen.keyboard = short_name(one.tl_line, "replyKeyboard", "Markup");
        if (seen.keyboard.empty())
            seen.keyboard = "reply";
        if (seen.keyboard == "replyInline")
            seen.keyboard = "inline";
        if constexpr (requires { one.rows; })
            for (const auto& row : one.rows) {
                auto& shown = seen.buttons.emplace_back();
                for (const auto& button : row.buttons)
                    shown.push_back(seen_as(button, seen.chat, seen.id));
            }
    });
}

[[nodiscard]] inline seen_poll seen_as(const poll_record& record) {
    seen_poll seen;
    seen.id = record.poll.id;
    seen.question = record.poll.question.text.str();
    for (const auto& each : record.poll.answers)
        if (const auto* answer = each.get_if<api::pollAnswer>())
            seen.answers.push_back(answer->text.text.str());
    seen.quiz = record.poll.quiz;
    seen.closed = record.poll.closed;
    return seen;
}

} // namespace detail

/// A message of a chat as a test sees it.
[[nodiscard]] inline seen_message
seen_as(const world& accounts, std::int64_t chat, const stored_message& stored) {
    seen_message seen;
    seen.text = stored.text;
    seen.id = stored.id;
    seen.chat = chat;
    seen.sender = stored.from;
    seen.reply_to = stored.reply_to;
    seen.date = stored.date;
    seen.silent = stored.silent;
    for (const auto& entity : stored.entities)
        seen.entities.push_back(detail::seen_as(entity, stored.text));
    if (stored.reply_markup)
        detail::show_keyboard(*stored.reply_markup, seen);
    if (!stored.extras)
        return seen;
    const auto& extras = *stored.extras;
    seen.via_bot = extras.via_bot;
    seen.album = extras.grouped_id;
    if (extras.forwarded && extras.forwarded->from_id)
        seen.forwarded_from = dialog_id(*extras.forwarded->from_id);
    if (extras.media)
        seen.media = extras.media->visit([](const auto& one) {
            return detail::short_name(one.tl_line, "messageMedia");
        });
    if (extras.media)
        seen.file = detail::seen_as(accounts, *extras.media);
    if (const auto* poll = accounts.find_poll(extras.poll)) {
        seen.media = "poll";
        seen.poll = detail::seen_as(*poll);
    }
    return seen;
}

/// Remembers which messages, and which edits of messages, the users of a test have seen.
///
/// Each is seen once, as it was at that moment, however often it was changed since.
class sights {
public:
    /// The next one of a chat that a reader has not seen; nothing when there is none. `writer` is an account, or 0 for all others.
    [[nodiscard]] std::optional<seen_message> next(
        world& accounts,
        std::int64_t reader,
        std::int64_t chat,
        std::int64_t writer,
        sight_kind wanted = sight_kind::both
    ) {
        auto* self = accounts.find(reader);
        if (self == nullptr)
            return std::nullopt;
        const auto& box = box_of(accounts, *self, chat);
        auto& so_far = places_[{reader, chat}];
        const auto events = box.events_since(so_far.all_seen_until);
        auto all_seen = true;
        for (std::size_t at = 0; at != events.size(); ++at) {
            const auto& event = events[at];
            const auto edited = event.what == mailbox_event::kind::edited;
            const auto of_message = edited || event.what == mailbox_event::kind::new_message;
            if (!of_message || event.peer != chat || so_far.seen.count(event.pts) != 0) {
                advance(so_far, event, all_seen);
                continue;
            }
            const auto shown = content_at(box, events.subspan(at));
            const auto by = shown ? author(*shown, edited) : reader;
            if (by == reader || shown->is_service()) {
                advance(so_far, event, all_seen);
                continue;
            }
            if ((writer == 0 || by == writer) &&
                (wanted == sight_kind::both || (wanted == sight_kind::edits) == edited)) {
                so_far.seen.insert(event.pts);
                auto seen = seen_as(accounts, chat, *shown);
                seen.edited = edited;
                seen.removed = box.find(seen.id) == nullptr;
                return seen;
            }
            all_seen = false;
        }
        return std::nullopt;
    }

private:
    struct place {
        /// Nothing before is left to be seen.
        std::int32_t all_seen_until = 0;
        /// The counters of the events behind it that were seen.
        std::set<std::int32_t> seen{};
    };

    static void advance(place& of, const mailbox_event& event, bool all_seen) {
        if (!all_seen)
            return;
        of.all_seen_until = event.pts;
        of.seen.erase(event.pts);
    }

    static std::int64_t author(const stored_message& message, bool edited) {
        const auto bot = message.extras ? message.extras->via_bot : 0;
        return edited && bot != 0 ? bot : message.from;
    }

    /// The message of the first of these events as it was then; nothing when that is not known.
    static const stored_message* kept_by(const mailbox_event& event, std::int32_t id) {
        if (!event.before)
            return nullptr;
        for (const auto& message : *event.before)
            if (message.id == id)
                return &message;
        return nullptr;
    }
    static const stored_message*
    content_at(const mailbox& box, std::span<const mailbox_event> events) {
        const auto id = events.front().message_id;
        for (const auto& later : events.subspan(1))
            if (const auto* kept = kept_by(later, id))
                return kept;
        return box.find(id);
    }

    std::map<std::pair<std::int64_t, std::int64_t>, place> places_;
};

} // namespace awaitgram::testing
