// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/sqlite.hpp>
#include <awaitgram/session/types.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <map>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// The blocking half of sqlite_session.
///
/// Tables, version 2: home (one row), dc, salt, temporary_key, self and api_layer (at most one row), peer and channel (id =
/// dialog id), updates (one row).
class sqlite_store {
public:
    static constexpr std::int64_t version = 2;
    static constexpr std::int64_t application_id = 0x61677331; // "ags1"

    explicit sqlite_store(std::string path) : file_(std::move(path)) {
        create_private();
        file_.open();
        // One program at a time: two that share a key would confuse the server and each other.
        file_.execute("pragma locking_mode = exclusive; pragma foreign_keys = on;");
        check_version();
        load();
    }

    [[nodiscard]] sqlite3* handle() const noexcept { return file_.handle(); }
    void close() { file_.close(); }

    [[nodiscard]] std::int32_t home_dc() const noexcept { return home_dc_; }

    [[nodiscard]] std::optional<dc_option> dc(std::int32_t id) const {
        const auto found = dcs_.find(id);
        return found != dcs_.end() ? found->second : known_dc(id);
    }

    void set_home_dc(std::int32_t id) {
        file_.prepare("update home set dc = ?").bind(std::int64_t{id}).run();
        home_dc_ = id;
    }

    void set_dc(const dc_option& option) {
        if (const auto error = check(option))
            throw std::system_error(error);
        const auto text = [](statement& into, const std::optional<server_address>& address) {
            if (address)
                into.bind(to_string(*address));
            else
                into.bind_null();
        };
        synced durable{file_};
        auto insert =
            file_.prepare("insert or replace into dc (id, ipv4, ipv6, auth_key) values (?, ?, ?, ?)"
            );
        insert.bind(std::int64_t{option.id});
        text(insert, option.ipv4);
        text(insert, option.ipv6);
        if (option.auth_key)
            insert.bind(option.auth_key->bytes());
        else
            insert.bind_null();
        insert.run();
        dcs_.insert_or_assign(option.id, option);
    }

    [[nodiscard]] std::optional<signed_in_user> self() const {
        auto select = file_.prepare("select id, bot from self");
        if (!select.step())
            return std::nullopt;
        return signed_in_user{select.number(0), select.number(1) != 0};
    }

    void set_self(const std::optional<signed_in_user>& user) {
        synced durable{file_};
        transaction change{file_};
        file_.prepare("delete from self").run();
        if (user)
            file_.prepare("insert into self (id, bot) values (?, ?)")
                .bind(user->id)
                .bind(std::int64_t{user->bot})
                .run();
        change.commit();
    }

    [[nodiscard]] std::vector<server_salt> salts(std::int32_t dc) const {
        auto select = file_.prepare(
            "select salt, valid_since, valid_until from salt where dc = ? order by valid_since"
        );
        select.bind(std::int64_t{dc});
        std::vector<server_salt> found;
        while (select.step())
            found.push_back({select.number(0), select.number(1), select.number(2)});
        return found;
    }

    void set_salts(std::int32_t dc, const std::vector<server_salt>& salts) {
        transaction change{file_};
        file_.prepare("delete from salt where dc = ?").bind(std::int64_t{dc}).run();
        auto insert = file_.prepare(
            "insert or replace into salt (dc, salt, valid_since, valid_until) values (?, ?, ?, ?)"
        );
        for (const auto& salt : salts)
            insert.bind(std::int64_t{dc})
                .bind(salt.salt)
                .bind(salt.valid_since)
                .bind(salt.valid_until)
                .run();
        change.commit();
    }

    [[nodiscard]] std::optional<temporary_key> temporary(std::int32_t dc) const {
        auto select = file_.prepare("select key, expires from temporary_key where dc = ?");
        select.bind(std::int64_t{dc});
        if (!select.step())
            return std::nullopt;
        return temporary_key{key(select, 0), select.number(1)};
    }

    void set_temporary(std::int32_t dc, const std::optional<temporary_key>& made) {
        if (!made) {
            file_.prepare("delete from temporary_key where dc = ?").bind(std::int64_t{dc}).run();
            return;
        }
        file_.prepare("insert or replace into temporary_key (dc, key, expires) values (?, ?, ?)")
            .bind(std::int64_t{dc})
            .bind(made->key.bytes())
            .bind(made->expires)
            .run();
    }

    [[nodiscard]] std::optional<std::int32_t> layer() const {
        auto select = file_.prepare("select number from api_layer");
        if (!select.step())
            return std::nullopt;
        return static_cast<std::int32_t>(select.number(0));
    }

    void set_layer(const std::optional<std::int32_t>& layer) {
        if (layer)
            file_.prepare("insert or replace into api_layer (one, number) values (1, ?)")
                .bind(std::int64_t{*layer})
                .run();
        else
            file_.prepare("delete from api_layer").run();
    }

    [[nodiscard]] std::optional<peer_info> peer(peer_id id) const {
        const auto self = id.kind() == peer_kind::self_user;
        auto select = file_.prepare(
            self ? "select id, hash, kind, bot, self, min from peer where self = 1"
                 : "select id, hash, kind, bot, self, min from peer where id = ?"
        );
        if (!self)
            select.bind(id.bot_api_dialog_id());
        if (!select.step())
            return std::nullopt;
        const auto stored = peer_id::from_dialog_id(select.number(0));
        if (!stored)
            throw std::system_error(make_error_code(sessions::errc::damaged), file_.path());
        std::optional<peer_auth> auth;
        if (const auto hash = select.optional_number(1))
            auth = peer_auth{*hash, select.number(5) != 0};
        if (stored->kind() == peer_kind::chat)
            return chat_info{stored->bare_id()};
        if (stored->kind() == peer_kind::channel) {
            std::optional<channel_kind> kind;
            if (const auto number = select.number(2); number >= 1 && number <= 3)
                kind = static_cast<channel_kind>(number);
            return channel_info{stored->bare_id(), auth, kind};
        }
        return user_info{stored->bare_id(), auth, flag(select, 3), flag(select, 4)};
    }

    void cache_peers(const std::vector<peer_info>& infos) {
        transaction change{file_};
        for (const auto& info : infos)
            cache_peer(info);
        change.commit();
    }

    [[nodiscard]] updates_state updates() const {
        updates_state state;
        auto select = file_.prepare("select pts, qts, date, seq from updates");
        if (select.step()) {
            state.pts = static_cast<std::int32_t>(select.number(0));
            state.qts = static_cast<std::int32_t>(select.number(1));
            state.date = static_cast<std::int32_t>(select.number(2));
            state.seq = static_cast<std::int32_t>(select.number(3));
        }
        auto channels = file_.prepare("select id, pts from channel order by id desc");
        while (channels.step())
            state.channels.push_back(
                {bare(channels.number(0)), static_cast<std::int32_t>(channels.number(1))}
            );
        return state;
    }

    void apply(const std::vector<update_state>& steps) {
        transaction together{file_};
        for (const auto& one : steps)
            take(one);
        together.commit();
    }

    void forget_channel(std::int64_t id) {
        file_.prepare("delete from channel where id = ?").bind(dialog(id)).run();
    }

private:
    /// Makes commits reach the disk while it lives.
    class synced {
    public:
        explicit synced(const sqlite_file& file) : file_(file) {
            file.prepare("pragma synchronous = full").run();
        }
        ~synced() {
            sqlite3_exec(file_.handle(), "pragma synchronous = normal", nullptr, nullptr, nullptr);
        }
        synced(const synced&) = delete;
        synced& operator=(const synced&) = delete;

    private:
        const sqlite_file& file_;
    };

    // Dialog ids everywhere; any number has one, so that none is refused here.
    static std::int64_t dialog(std::int64_t channel) { return -peer_id::channel_base - channel; }
    static std::int64_t bare(std::int64_t dialog) { return -peer_id::channel_base - dialog; }

    [[nodiscard]] crypto::auth_key key(const statement& row, int column) const {
        const auto made = auth_key_from(row.blob(column));
        if (!made)
            throw std::system_error(made.error(), file_.path());
        return *made;
    }

    void cache_peer(const peer_info& info) {
        const auto id = id_of(info);
        if (!id)
            throw std::system_error(id.error());
        const auto known = peer(*id);
        const auto now = known ? merged(*known, info) : info;
        if (known == now)
            return;
        if (is_self(now))
            file_.prepare("update peer set self = 0 where self = 1 and id <> ?")
                .bind(id->bot_api_dialog_id())
                .run();
        auto insert = file_.prepare(
            "insert or replace into peer (id, hash, min, kind, bot, self) values (?, ?, ?, ?, ?, ?)"
        );
        insert.bind(id->bot_api_dialog_id());
        const auto* user = std::get_if<user_info>(&now);
        const auto* channel = std::get_if<channel_info>(&now);
        const auto auth = channel != nullptr || user != nullptr ? auth_of(now) : std::nullopt;
        const auto flag = [](const std::optional<bool>& value) {
            return value ? std::optional<std::int64_t>{*value} : std::nullopt;
        };
        insert.bind(auth ? std::optional{auth->access_hash} : std::nullopt)
            .bind(std::int64_t{auth && auth->min})
            .bind(
                channel != nullptr && channel->kind
                    ? std::optional{static_cast<std::int64_t>(*channel->kind)}
                    : std::nullopt
            )
            .bind(user != nullptr ? flag(user->bot) : std::nullopt)
            .bind(user != nullptr ? flag(user->is_self) : std::nullopt)
            .run();
    }

    void take(const update_state& change) {
        if (const auto* all = std::get_if<update_state::all>(&change.step)) {
            file_.prepare("update updates set pts = ?, qts = ?, date = ?, seq = ?")
                .bind(std::int64_t{all->state.pts})
                .bind(std::int64_t{all->state.qts})
                .bind(std::int64_t{all->state.date})
                .bind(std::int64_t{all->state.seq})
                .run();
            file_.prepare("delete from channel").run();
            for (const auto& channel : all->state.channels)
                set_channel(channel.id, channel.pts);
        } else if (const auto* primary = std::get_if<update_state::primary>(&change.step)) {
            file_.prepare("update updates set pts = ?, date = ?, seq = ?")
                .bind(std::int64_t{primary->pts})
                .bind(std::int64_t{primary->date})
                .bind(std::int64_t{primary->seq})
                .run();
        } else if (const auto* second = std::get_if<update_state::secondary>(&change.step)) {
            file_.prepare("update updates set qts = ?").bind(std::int64_t{second->qts}).run();
        } else if (const auto* one = std::get_if<update_state::channel>(&change.step)) {
            set_channel(one->id, one->pts);
        }
    }

    static std::optional<bool> flag(const statement& row, int column) {
        return row.is_null(column) ? std::nullopt : std::optional{row.number(column) != 0};
    }

    void set_channel(std::int64_t id, std::int32_t pts) {
        file_.prepare("insert or replace into channel (id, pts) values (?, ?)")
            .bind(dialog(id))
            .bind(std::int64_t{pts})
            .run();
    }

    /// A new file is made with mode 0600 before SQLite opens it; its journals take the same mode.
    ///
    /// A file that is there already isn't opened: closing it would release the locks that this process may hold on it.
    void create_private() const {
        if (file_.path() == ":memory:" || file_.path().empty())
            return;
        const auto descriptor =
            ::open(file_.path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor >= 0)
            ::close(descriptor);
        else if (errno != EEXIST)
            throw std::system_error(
                errno, std::generic_category(), "cannot open the session " + file_.path()
            );
    }

    /// Takes the rights of others away from a session that was there already, and from its journal.
    void protect() const {
        protect(file_.path());
        protect(file_.path() + "-wal");
    }

    static void protect(const std::string& path) {
        // Not for what isn't a file (a device, a pipe) and not fatal where the file system knows no modes.
        struct stat status {};
        if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
            (status.st_mode & 077) != 0 && ::chmod(path.c_str(), 0600) != 0)
            errno = 0;
    }

    std::int64_t pragma(const char* sql) const {
        auto select = file_.prepare(sql);
        return select.step() ? select.number(0) : 0;
    }

    void check_version() {
        const auto found = pragma("pragma user_version");
        const auto tables = pragma("select count(*) from sqlite_schema");
        if (found == 0 && tables == 0) {
            protect();
            file_.execute("pragma journal_mode = wal; pragma synchronous = normal;");
            create();
            return;
        }
        if (pragma("pragma application_id") != application_id)
            throw std::system_error(make_error_code(sessions::errc::not_a_session), file_.path());
        if (found > version)
            throw std::system_error(make_error_code(sessions::errc::newer_version), file_.path());
        protect();
        file_.execute("pragma journal_mode = wal; pragma synchronous = normal;");
        if (found == 1)
            migrate();
    }

    /// Version 1 had neither temporary keys nor the layer nor min hashes, and channels by their bare id.
    void migrate() const {
        transaction change{file_};
        file_.execute("alter table peer add column min integer not null default 0;"
                      "create table temporary_key (dc integer primary key, key blob not null,"
                      " expires integer not null);"
                      "create table api_layer (one integer primary key check (one = 1),"
                      " number integer not null);"
                      "update channel set id = -1000000000000 - id;"
                      "pragma user_version = 2;");
        change.commit();
    }

    void create() const {
        transaction change{file_};
        file_.execute(
            "create table home (one integer primary key check (one = 1), dc integer not null);"
            "create table dc (id integer primary key, ipv4 text, ipv6 text, auth_key blob"
            " check (auth_key is null or length(auth_key) = 256));"
            "create table salt (dc integer not null, salt integer not null, valid_since integer "
            "not null,"
            " valid_until integer not null, primary key (dc, valid_since));"
            "create table self (one integer primary key check (one = 1) default 1,"
            " id integer not null, bot integer not null);"
            "create table temporary_key (dc integer primary key, key blob not null,"
            " expires integer not null);"
            "create table api_layer (one integer primary key check (one = 1),"
            " number integer not null);"
            "create table peer (id integer primary key, hash integer, min integer not null,"
            " kind integer, bot integer, self integer);"
            "create unique index peer_self on peer (self) where self = 1;"
            "create table updates (one integer primary key check (one = 1), pts integer not null,"
            " qts integer not null, date integer not null, seq integer not null);"
            "create table channel (id integer primary key, pts integer not null);"
            "insert into home values (1, 2);"
            "insert into updates values (1, 0, 0, 0, 0);"
            "pragma application_id = 1634169649;"
            "pragma user_version = 2;"
        );
        change.commit();
    }

    static std::optional<server_address> address(const statement& row, int column) {
        return parse_server_address(text_of(row.blob(column)));
    }

    void load() {
        home_dc_ = static_cast<std::int32_t>(pragma("select dc from home"));
        auto select = file_.prepare("select id, ipv4, ipv6, auth_key from dc");
        while (select.step()) {
            dc_option option;
            option.id = static_cast<std::int32_t>(select.number(0));
            option.ipv4 = address(select, 1);
            option.ipv6 = address(select, 2);
            if (!select.is_null(3)) {
                option.auth_key = key(select, 3);
            }
            dcs_.insert_or_assign(option.id, std::move(option));
        }
    }

    sqlite_file file_;
    std::int32_t home_dc_ = default_home_dc;
    std::map<std::int32_t, dc_option> dcs_;
};

} // namespace awaitgram::detail
