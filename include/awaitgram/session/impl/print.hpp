// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/print.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace awaitgram {

namespace detail {

/// ` (a, b)` of the notes that aren't empty, or nothing.
[[gnu::cold]] inline std::string noted(std::initializer_list<std::string_view> notes) {
    std::string text;
    for (const auto note : notes) {
        if (note.empty())
            continue;
        text += text.empty() ? " (" : ", ";
        text += note;
    }
    return text.empty() ? text : text + ')';
}

[[gnu::cold]] inline std::string_view hash_note(const std::optional<peer_auth>& auth) {
    if (!auth)
        return {};
    return auth->min ? "with min access hash" : "with access hash";
}

[[gnu::cold]] inline std::string_view kind_note(const std::optional<channel_kind>& kind) {
    if (!kind)
        return {};
    switch (*kind) {
    case channel_kind::broadcast:
        return "broadcast";
    case channel_kind::megagroup:
        return "megagroup";
    case channel_kind::gigagroup:
        return "gigagroup";
    }
    return {};
}

} // namespace detail

AWAITGRAM_DECL std::string to_string(peer_id id) {
    switch (id.kind()) {
    case peer_kind::self_user:
        return "self";
    case peer_kind::user:
        return "user " + std::to_string(id.bare_id());
    case peer_kind::chat:
        return "chat " + std::to_string(id.bare_id());
    case peer_kind::channel:
        break;
    }
    return "channel " + std::to_string(id.bare_id());
}

AWAITGRAM_DECL std::string to_string(const peer_info& info) {
    if (const auto* user = std::get_if<user_info>(&info))
        return "user " + std::to_string(user->id) +
               detail::noted(
                   {user->bot == true ? "bot" : "",
                    user->is_self == true ? "self" : "",
                    detail::hash_note(user->auth)}
               );
    if (const auto* chat = std::get_if<chat_info>(&info))
        return "chat " + std::to_string(chat->id);
    const auto& channel = std::get<channel_info>(info);
    return "channel " + std::to_string(channel.id) +
           detail::noted({detail::kind_note(channel.kind), detail::hash_note(channel.auth)});
}

AWAITGRAM_DECL std::string to_string(const peer_ref& ref) {
    const auto needs_none = ref.id.kind() == peer_kind::chat;
    return to_string(ref.id) +
           detail::noted({needs_none ? std::string_view{} : detail::hash_note(ref.auth)});
}

AWAITGRAM_DECL std::string to_string(const dc_option& option) {
    auto text = "DC " + std::to_string(option.id);
    if (option.ipv4)
        text += " at " + to_string(*option.ipv4);
    if (option.ipv6)
        text += (option.ipv4 ? " and " : " at ") + to_string(*option.ipv6);
    return text + (option.auth_key ? ", with key" : ", without key");
}

AWAITGRAM_DECL std::string to_string(const server_salt& salt) {
    return "salt from " + std::to_string(salt.valid_since) + " to " +
           std::to_string(salt.valid_until);
}

AWAITGRAM_DECL std::string to_string(const temporary_key& key) {
    return "temporary key until " + std::to_string(key.expires);
}

AWAITGRAM_DECL std::string to_string(const signed_in_user& user) {
    return (user.bot ? "bot " : "user ") + std::to_string(user.id);
}

AWAITGRAM_DECL std::string to_string(const channel_state& state) {
    return "channel " + std::to_string(state.id) + ": pts " + std::to_string(state.pts);
}

AWAITGRAM_DECL std::string to_string(const handled_mark& mark) {
    const auto* const kind = mark.of.kind == handled_kind::message    ? "message "
                             : mark.of.kind == handled_kind::position ? "update "
                                                                      : "secret message ";
    auto text = kind + std::to_string(mark.of.key) + " of sequence " +
                std::to_string(mark.of.sequence) + " up to " + std::to_string(mark.position) +
                (mark.done ? ": done" : ": open");
    if (mark.version != 0)
        text += ", version " + std::to_string(mark.version);
    if (mark.cancelled != 0)
        text += ", cancelled " + std::to_string(mark.cancelled) + " times";
    return text;
}

AWAITGRAM_DECL std::string to_string(const updates_state& state) {
    const auto channels = state.channels.size();
    const auto marks = state.handled.size();
    return "pts " + std::to_string(state.pts) + ", qts " + std::to_string(state.qts) + ", date " +
           std::to_string(state.date) + ", seq " + std::to_string(state.seq) + ", " +
           std::to_string(channels) + (channels == 1 ? " channel" : " channels") +
           (marks == 0   ? std::string{}
            : marks == 1 ? std::string{", 1 mark"}
                         : ", " + std::to_string(marks) + " marks");
}

AWAITGRAM_DECL std::string to_string(const update_state& step) {
    if (const auto* all = std::get_if<update_state::all>(&step.step))
        return "all: " + to_string(all->state);
    if (const auto* primary = std::get_if<update_state::primary>(&step.step))
        return "primary: pts " + std::to_string(primary->pts) + ", date " +
               std::to_string(primary->date) + ", seq " + std::to_string(primary->seq);
    if (const auto* secondary = std::get_if<update_state::secondary>(&step.step))
        return "secondary: qts " + std::to_string(secondary->qts);
    const auto& channel = std::get<update_state::channel>(step.step);
    return to_string(channel_state{channel.id, channel.pts});
}

} // namespace awaitgram
