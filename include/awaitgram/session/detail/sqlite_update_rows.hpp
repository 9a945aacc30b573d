// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/sqlite.hpp>
#include <awaitgram/session/detail/sqlite_statements.hpp>
#include <awaitgram/session/types.hpp>

#include <cstdint>
#include <system_error>
#include <utility>
#include <variant>

namespace awaitgram::detail {

/// Reads and writes the rows of the update state in a session file; the caller provides the transaction.
class sqlite_update_rows {
public:
    explicit sqlite_update_rows(const sqlite_file& file) : file_(file) {}

    [[nodiscard]] awaitgram::updates_state updates_state() {
        awaitgram::updates_state state;
        auto select = use_.select_updates.on(file_);
        if (!select.step())
            file_.damaged("no update state");
        state.pts = select.small_number(0);
        state.qts = select.small_number(1);
        state.date = select.small_number(2);
        state.seq = select.small_number(3);
        auto channels = use_.select_channels.on(file_);
        while (channels.step())
            state.channels.push_back({channel(channels), channels.small_number(1)});
        auto marks = use_.select_handled.on(file_);
        while (marks.step())
            state.handled.push_back(mark(marks));
        return state;
    }
    void set_primary_and_secondary(
        const update_state::primary& primary, const update_state::secondary& secondary
    ) {
        set_update_state(primary);
        set_update_state(secondary);
    }
    void set_update_state(const update_state& change) {
        if (const auto error = check(change))
            throw std::system_error(error);
        if (const auto* all = std::get_if<update_state::all>(&change.step)) {
            set_update_state(update_state::primary{all->state.pts, all->state.date, all->state.seq}
            );
            set_update_state(update_state::secondary{all->state.qts});
            use_.forget_channels.on(file_).run();
            for (const auto& channel : all->state.channels)
                set_channel(channel.id, channel.pts);
            use_.forget_handled.on(file_).run();
            for (const auto& one : all->state.handled)
                set_handled(one);
        } else if (const auto* primary = std::get_if<update_state::primary>(&change.step)) {
            use_.set_primary.on(file_)
                .bind(std::int64_t{primary->pts})
                .bind(std::int64_t{primary->date})
                .bind(std::int64_t{primary->seq})
                .run();
        } else if (const auto* second = std::get_if<update_state::secondary>(&change.step)) {
            use_.set_secondary.on(file_).bind(std::int64_t{second->qts}).run();
        } else if (const auto* one = std::get_if<update_state::channel>(&change.step)) {
            set_channel(one->id, one->pts);
        }
    }
    void forget_channel(std::int64_t id) {
        if (const auto peer = peer_id::channel(id))
            use_.forget_channel.on(file_).bind(peer->bot_api_dialog_id()).run();
        if (id > 0)
            use_.forget_handled_of.on(file_).bind(id).run();
    }
    void save_progress(const update_progress& change) {
        if (const auto error = check(change))
            throw std::system_error(error);
        for (const auto channel : change.forgotten)
            forget_channel(channel);
        if (change.primary)
            set_update_state(*change.primary);
        if (change.secondary)
            set_update_state(*change.secondary);
        for (const auto& channel : change.channels)
            set_channel(channel.id, channel.pts);
        for (const auto& key : change.unmarked)
            use_.unmark.on(file_)
                .bind(key.sequence)
                .bind(static_cast<std::int64_t>(key.kind))
                .bind(key.key)
                .run();
        for (const auto& one : change.handled)
            set_handled(one);
    }

protected:
    sqlite_update_rows(const sqlite_update_rows&) = delete;
    sqlite_update_rows& operator=(const sqlite_update_rows&) = delete;
    ~sqlite_update_rows() = default;

    const sqlite_file& file_;
    sqlite_statements use_{};

private:
    /// The bare id of a channel whose dialog id is the first column.
    static std::int64_t channel(const statement& row) {
        const auto id = peer_id::from_dialog_id(row.number(0));
        if (!id || id->kind() != peer_kind::channel)
            row.damaged(0);
        return id->bare_id();
    }
    void set_channel(std::int64_t id, std::int32_t pts) {
        const auto dialog = peer_id::channel(id)->bot_api_dialog_id();
        use_.set_channel.on(file_).bind(dialog).bind(std::int64_t{pts}).run();
    }

    static handled_mark mark(const statement& row) {
        handled_mark one;
        const auto kind = row.small_number(1);
        one.of.sequence = row.number(0);
        one.of.kind = static_cast<handled_kind>(kind);
        one.of.key = row.number(2);
        one.position = row.small_number(3);
        one.version = row.small_number(4);
        one.cancelled = row.small_number(5);
        one.done = row.flag(6);
        if (kind != static_cast<std::int32_t>(one.of.kind) || !is_possible(one))
            row.damaged(0);
        return one;
    }
    void set_handled(const handled_mark& one) {
        use_.set_handled.on(file_)
            .bind(one.of.sequence)
            .bind(static_cast<std::int64_t>(one.of.kind))
            .bind(one.of.key)
            .bind(std::int64_t{one.position})
            .bind(std::int64_t{one.version})
            .bind(std::int64_t{one.cancelled})
            .bind(std::int64_t{one.done})
            .run();
    }
};

} // namespace awaitgram::detail
