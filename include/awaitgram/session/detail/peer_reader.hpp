// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace awaitgram::detail {

/// Collects the peers of a foreign session.
class peer_reader {
public:
    /// Stores peers in `data`, and a remark on omitted ones in `note`.
    peer_reader(session_data& data, std::string& note) : data_(data), note_(note) {}

    /// A peer as a file records it; `hash` is ignored for chats, `bot` for all but users.
    struct known {
        std::int64_t dialog_id = 0;
        std::optional<std::int64_t> hash{};
        std::optional<bool> bot{};
        std::optional<channel_kind> kind{};
        /// Whether the hash came with a `min` constructor.
        bool min = false;
    };

    void add(const known& peer) {
        const auto id = peer_id::from_dialog_id(peer.dialog_id);
        if (!id) {
            ++skipped_;
            return;
        }
        std::optional<peer_auth> auth;
        if (peer.hash)
            auth = peer_auth{*peer.hash, peer.min};
        if (id->kind() == peer_kind::user) {
            user_info user{id->bare_id(), auth, peer.bot, {}};
            if (const auto& self = data_.self; self && self->id == user.id) {
                user.is_self = true;
                user.bot = self->bot;
            }
            data_.cache_peer(user);
        } else if (id->kind() == peer_kind::chat) {
            data_.cache_peer(chat_info{id->bare_id()});
        } else {
            data_.cache_peer(channel_info{id->bare_id(), auth, peer.kind});
        }
    }

    /// Sets the pts of a channel; `id` is a bare or a dialog id.
    void set_pts(std::int64_t id, std::int32_t pts) {
        const auto peer = id < 0 ? peer_id::from_dialog_id(id) : peer_id::channel(id);
        if (peer && peer->kind() == peer_kind::channel)
            data_.apply(update_state::channel{peer->bare_id(), pts});
        else
            ++skipped_;
    }

    /// The table update_state that Telethon and Kurigram have: id = 0 for the account, else a channel; pts, qts, date, seq.
    void read_updates(const sqlite_reader& file) {
        if (!file.has("update_state"))
            return;
        auto row = file.query("select id, pts, qts, date, seq from update_state");
        while (row.next()) {
            if (const auto id = row.number_or(0, 0); id != 0) {
                set_pts(id, row.counter(1));
                continue;
            }
            auto& updates = data_.updates;
            updates.pts = row.counter(1);
            updates.qts = row.counter(2);
            updates.date = row.counter(3);
            updates.seq = row.counter(4);
        }
    }

    void finish() {
        if (skipped_ != 0)
            note_ += (note_.empty() ? "" : "; ") +
                     ("peers with impossible ids left out: " + std::to_string(skipped_));
    }

private:
    session_data& data_;
    std::string& note_;
    std::size_t skipped_ = 0;
};

} // namespace awaitgram::detail
