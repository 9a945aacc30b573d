// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/file_lock.hpp>
#include <awaitgram/session/detail/grammers_tables.hpp>
#include <awaitgram/session/detail/session_file.hpp>
#include <awaitgram/session/detail/sqlite.hpp>
#include <awaitgram/session/detail/sqlite_rows.hpp>
#include <awaitgram/session/detail/sqlite_schema.hpp>
#include <awaitgram/session/detail/value_cipher.hpp>
#include <awaitgram/session/sqlite_options.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// The blocking part of sqlite_session: an open file, and a copy of its data centres in memory.
///
/// One thread at a time, except for `home_dc`, `dc` and `handle`.
class sqlite_store {
public:
    sqlite_store(const std::string& path, const sqlite_options& options)
        : place_(path), file_(path) {
        auto created = false;
        if (place_.is_file()) {
            // First, so that no other program creates or fills the file after it was examined.
            lock_.emplace(place_.path(), path);
            created = place_.make_private();
        }
        try {
            open(options);
        } catch (...) {
            rows_.reset();
            file_.close();
            if (created && lock_->is_held())
                place_.remove();
            throw;
        }
    }

    [[nodiscard]] std::int32_t home_dc() const noexcept {
        const std::lock_guard guard{memory_};
        return home_dc_;
    }

    [[nodiscard]] std::optional<dc_option> dc(std::int32_t id) const {
        const std::lock_guard guard{memory_};
        const auto stored = dcs_.find(id);
        return stored != dcs_.end() ? stored->second : known_dc(id);
    }

    [[nodiscard]] sqlite3* handle() const noexcept {
        const std::lock_guard guard{memory_};
        return file_.handle();
    }

    /// See sqlite_session::is_scrubbed.
    [[nodiscard]] bool is_scrubbed() const noexcept { return scrubbed_; }

    void close() {
        rows_.reset();
        {
            const std::lock_guard guard{memory_};
            file_.close();
        }
        lock_.reset();
    }

    /// The tables, for reading.
    ///
    /// Errors: std::system_error with `session_errc::closed`.
    [[nodiscard]] sqlite_rows& rows() {
        if (!rows_)
            throw std::system_error(make_error_code(session_errc::closed), file_.path());
        return *rows_;
    }

    using change = function_ref<void(sqlite_rows&)>;

    /// Changes the tables as a whole or not at all. The change survives the end of the program.
    void write(change apply) {
        auto& tables = rows();
        transaction together{file_, tables.transactions()};
        apply(tables);
        together.commit();
    }
    /// As above; the change also survives a power failure.
    void write_durably(change apply) {
        static_cast<void>(rows());
        const synced durable{file_};
        write(apply);
    }

    void set_home_dc(std::int32_t id) {
        write_durably([id](sqlite_rows& to) { to.set_home_dc_id(id); });
        const std::lock_guard guard{memory_};
        home_dc_ = id;
    }

    void set_dc(const dc_option& option) {
        if (const auto error = check(option))
            throw std::system_error(error);
        write_durably([&option](sqlite_rows& to) { to.set_dc_option(option); });
        const std::lock_guard guard{memory_};
        dcs_.insert_or_assign(option.id, option);
    }

    /// Makes a data centre the home. A key other than the stored one belongs to another login: then everything else is removed.
    void set_login(const dc_option& home) {
        if (const auto known = dc(home.id); known && known->auth_key == home.auth_key) {
            if (home_dc() != home.id)
                set_home_dc(home.id);
            return;
        }
        session_data all;
        all.home_dc = home.id;
        all.dcs.emplace(home.id, home);
        replace(all);
    }

    void replace(const session_data& content) {
        const auto all = normalised(content);
        write_durably([&all](sqlite_rows& to) { to.write_all(all); });
        keep(all.home_dc, all.dcs);
    }

    /// Encrypts everything with another key, or decrypts it.
    void set_key(const std::optional<session_key>& key) {
        const auto all = rows().read_all();
        std::optional<value_cipher> next;
        value_cipher::derivation how;
        if (key) {
            how = value_cipher::new_derivation(*key);
            next.emplace(*key, how);
        }
        std::optional<value_cipher> former;
        auto exchanged = false;
        try {
            write_durably([&](sqlite_rows& to) {
                file_.execute("delete from cipher");
                if (next)
                    insert_cipher(*next, how, 0);
                former = to.exchange_cipher(std::move(next));
                exchanged = true;
                to.write_all(all);
            });
        } catch (...) {
            if (exchanged)
                static_cast<void>(rows().exchange_cipher(std::move(former)));
            throw;
        }
        scrubbed_ = !key;
        if (key)
            scrub();
    }

private:
    static constexpr std::array<std::uint8_t, 16> proof{};

    void open(const sqlite_options& options) {
        file_.open(place_.path());
        if (sqlite3_db_readonly(file_.handle(), "main") == 1)
            refuse_session(session_errc::storage, file_.path(), "it cannot be written to");
        // In addition to our lock: no other program writes to the file.
        file_.execute("pragma locking_mode = exclusive; pragma temp_store = memory;"
                      "pragma secure_delete = on; pragma cell_size_check = on;");
        const auto contents = sqlite_schema::recognise(file_);
        rows_.emplace(file_);
        if (contents == sqlite_contents::nothing)
            use_journal();
        const auto upgrade = contents == sqlite_contents::version_2   ? &sqlite_schema::migrate_2
                             : contents == sqlite_contents::version_3 ? &sqlite_schema::migrate_3
                                                                      : nullptr;
        if (upgrade != nullptr || contents == sqlite_contents::version_4)
            scrubbed_ = unlock(options.key);
        else
            bring_up(contents, options.key);
        if (upgrade != nullptr)
            write([&](sqlite_rows&) { upgrade(file_); });
        load();
        file_.accept();
        if (place_.is_file())
            place_.protect();
        use_journal();
        if (!scrubbed_)
            scrub();
    }

    void use_journal() const {
        file_.execute("pragma journal_mode = wal; pragma synchronous = normal;");
    }

    /// Creates the tables of the current version from the existing ones, if any.
    void bring_up(sqlite_contents contents, const std::optional<session_key>& key) {
        if (key && contents != sqlite_contents::nothing)
            refuse_session(
                session_errc::not_encrypted,
                file_.path(),
                "expected no key; open it without one and call set_key"
            );
        write([&](sqlite_rows& to) {
            if (contents == sqlite_contents::version_1) {
                sqlite_schema::migrate_1(file_);
            } else if (contents == sqlite_contents::grammers) {
                const auto all = grammers_tables::read({file_.image(), file_.path()}).data;
                sqlite_schema::drop_grammers(file_);
                sqlite_schema::create(file_);
                to.write_all(all);
            } else {
                sqlite_schema::create(file_);
                if (!key)
                    return;
                const auto how = value_cipher::new_derivation(*key);
                value_cipher cipher{*key, how};
                insert_cipher(cipher, how, 1);
                static_cast<void>(to.exchange_cipher(std::move(cipher)));
            }
        });
    }

    void insert_cipher(
        value_cipher& cipher, const value_cipher::derivation& how, std::int64_t scrubbed
    ) const {
        const auto sealed = cipher.seal(proof, {value_place::column::check});
        statement{file_, "insert into cipher values (1, ?, ?, ?, ?)"}
            .bind(std::int64_t{how.rounds})
            .bind_blob(how.salt)
            .bind_blob(sealed)
            .bind(scrubbed)
            .run();
    }

    /// Checks the key; returns whether the file is scrubbed.
    bool unlock(const std::optional<session_key>& key) {
        statement select{file_, "select rounds, salt, proof, scrubbed from cipher"};
        if (!select.step()) {
            if (key)
                refuse_session(
                    session_errc::not_encrypted,
                    file_.path(),
                    "expected no key; open it without one and call set_key"
                );
            return true;
        }
        if (!key)
            refuse_session(session_errc::key_needed, file_.path(), "expected a key");
        value_cipher::derivation how;
        how.rounds = select.small_number(0);
        const auto salt = select.blob(1);
        if (salt.size() != how.salt.size() || how.rounds < 1 || how.rounds > 10'000'000)
            select.damaged(1);
        std::copy(salt.begin(), salt.end(), how.salt.begin());
        auto opened = proof;
        std::optional<value_cipher> cipher;
        if (key->is_passphrase() == (how.rounds > 1))
            cipher.emplace(*key, how);
        if (!cipher || !cipher->open(select.blob(2), {value_place::column::check}, opened))
            refuse_session(
                session_errc::wrong_key,
                file_.path(),
                how.rounds > 1 ? "expected the passphrase it was encrypted with"
                               : "expected the 32 bytes it was encrypted with"
            );
        static_cast<void>(rows_->exchange_cipher(std::move(cipher)));
        return select.flag(3);
    }

    /// Erases the remains of unencrypted values in free pages and in the journal.
    ///
    /// Failure is no error, because the session itself is intact: the next opening tries again. The usual reason is a full disk.
    void scrub() {
        try {
            file_.execute("vacuum; pragma wal_checkpoint(truncate);"
                          "update cipher set scrubbed = 1; pragma wal_checkpoint(truncate);");
            scrubbed_ = true;
        } catch (const std::system_error&) {
            scrubbed_ = false;
        }
    }

    void load() {
        std::map<std::int32_t, dc_option> dcs;
        rows_->each_dc([&dcs](dc_option option) { dcs.insert_or_assign(option.id, option); });
        keep(rows_->home_dc(), std::move(dcs));
    }

    void keep(std::int32_t home, std::map<std::int32_t, dc_option> dcs) {
        const std::lock_guard guard{memory_};
        home_dc_ = home;
        dcs_ = std::move(dcs);
    }

    session_file place_;
    std::optional<file_lock> lock_;
    sqlite_file file_;
    std::optional<sqlite_rows> rows_;
    std::atomic<bool> scrubbed_ = true;
    mutable std::mutex memory_;
    std::int32_t home_dc_ = default_home_dc;
    std::map<std::int32_t, dc_option> dcs_;
};

} // namespace awaitgram::detail
