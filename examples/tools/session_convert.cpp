// SPDX-License-Identifier: MIT
// Converts a session of another library, or of Telegram Desktop, to a session file of awaitgram or a session string.
#include <awaitgram/async/task.hpp>
#include <awaitgram/bot/terminal.hpp>
#include <awaitgram/formats.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <asio/io_context.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace {

namespace ag = awaitgram;
namespace fs = std::filesystem;

constexpr auto usage = R"(usage: session_convert [options] FROM TO
FROM     a file or directory of Telethon, Pyrogram, Kurigram, mtcute, grammers, GramJS (StoreSession),
         Telegram Desktop (tdata) or awaitgram; a session string; env:NAME, a string in a variable; -, one on standard input
TO       the awaitgram file to create; or the string to print: string: (awaitgram's) telethon: pyrogram: gramjs: mtcute: mtkruto:
options  --force          overwrite TO
         --account N      the number of one of several accounts, from 1
         --api-id N       the API id, where FROM lacks it and TO requires it
         --user ID        likewise the id of the signed-in user; --bot ID for a bot
         --from-key-env NAME   the variable NAME contains the key of FROM, an encrypted awaitgram file
         --to-key-env NAME     encrypts the file TO with the key in the variable NAME
A key is a passphrase, or hex: and the 64 digits of 32 bytes. The passcode of Telegram Desktop is asked for, or taken from
SESSION_PASSCODE. Other users of the machine can see a session string on the command line: prefer - or env:NAME.)";

struct settings {
    std::string from{};
    std::string to{};
    bool force = false;
    ag::session_read_options read{};
    std::optional<std::int32_t> api_id{};
    std::optional<ag::signed_in_user> self{};
    std::optional<ag::session_key> from_key{};
    std::optional<ag::session_key> to_key{};
};

/// An error of the command line.
struct misuse : std::runtime_error {
    using std::runtime_error::runtime_error;
};

template <class Number>
Number number(std::string_view option, std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1)
        throw misuse(std::string{option} + " needs a number from 1");
    return value;
}

bool has_only(std::string_view text, std::string_view more, bool lower_case) {
    return std::all_of(text.begin(), text.end(), [&](char each) {
        return (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') ||
               (lower_case && each >= 'a' && each <= 'z') || more.find(each) != more.npos;
    });
}

/// Whether a text may be shown, because it is not part of a session string: a file name contains dots, and no long
/// stretches between them. The first letters of a session string are not secret.
bool may_be_shown(std::string_view text) {
    constexpr std::size_t no_secret = 8;
    constexpr std::size_t longest_stretch = 32;
    if (text.size() <= no_secret)
        return true;
    std::size_t longest = 0;
    std::size_t stretch = 0;
    for (const auto each : text) {
        stretch = has_only({&each, 1}, "_-+=", true) ? stretch + 1 : 0;
        longest = std::max(longest, stretch);
    }
    return text.find('.') != text.npos && longest <= longest_stretch;
}

/// Removes a possible session string from a message.
std::string without(std::string message, const std::string& text, std::string_view name) {
    if (!may_be_shown(text))
        for (auto at = message.find(text); at != message.npos; at = message.find(text, at))
            message.replace(at, text.size(), name);
    return message;
}

/// The value of an environment variable.
const char* variable(const std::string& name) {
    if (const auto* const text = std::getenv(name.c_str()))
        return text;
    // A $ by mistake makes it the value instead of the name.
    const auto plain = name.size() <= 24 && has_only(name, "_", false);
    throw std::runtime_error("the variable " + (plain ? name + ' ' : "") + "is not set");
}

ag::session_key key_in(const std::string& name) {
    const std::string_view text = variable(name);
    if (text.empty())
        throw std::runtime_error("the variable of the key is empty");
    if (text.substr(0, 4) != "hex:")
        return ag::session_key::from_passphrase(text);
    auto bytes = ag::from_hex(text.substr(4)).value_or(ag::byte_buffer{});
    if (bytes.size() != 32)
        throw std::runtime_error("after hex: a key has 64 hexadecimal digits");
    const ag::session_key key{ag::crypto::secret<32>{bytes}};
    ag::crypto::wipe(bytes);
    return key;
}

settings read_arguments(int count, char** arguments) {
    settings chosen;
    auto given = 0;
    for (auto i = 1; i < count; ++i) {
        const std::string_view option = arguments[i];
        if (option == "--force") {
            chosen.force = true;
        } else if (option == "--from-key-env" || option == "--to-key-env") {
            if (++i >= count)
                throw misuse(std::string{option} + " needs the name of a variable");
            (option == "--from-key-env" ? chosen.from_key : chosen.to_key) = key_in(arguments[i]);
        } else if (option == "--account" || option == "--api-id" || option == "--user" || option == "--bot") {
            const std::string_view value = ++i < count ? arguments[i] : "";
            if (option == "--account")
                chosen.read.account = number<std::int32_t>(option, value) - 1;
            else if (option == "--api-id")
                chosen.api_id = number<std::int32_t>(option, value);
            else
                chosen.self =
                    ag::signed_in_user{number<std::int64_t>(option, value), option == "--bot"};
        } else if (option.substr(0, 2) == "--") {
            throw misuse("no option is called " + std::string{option.substr(0, option.find('='))});
        } else if (given++ < 2) {
            (given == 1 ? chosen.from : chosen.to) = option;
        }
    }
    if (given != 2)
        throw misuse("FROM and TO are needed");
    if (ag::recognise_string(chosen.to) || fs::path{chosen.to}.filename().string().size() > 200)
        throw misuse("TO is no path; a session string is given first");
    if (const auto* const passcode = std::getenv("SESSION_PASSCODE"))
        chosen.read.passcode = passcode;
    return chosen;
}

void run(std::function<ag::awaitable<void>()> body) {
    asio::io_context context;
    std::exception_ptr failed;
    const ag::task running{
        context.get_executor(), body(), [&failed](const auto& error) { failed = error; }};
    context.run();
    if (failed)
        std::rethrow_exception(failed);
}

/// A directory for copies, removed when destroyed.
struct private_directory {
    private_directory() {
        auto pattern = (fs::temp_directory_path() / "session-convert-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "cannot create a directory");
        path = pattern;
    }
    ~private_directory() {
        std::error_code none;
        fs::remove_all(path, none);
    }
    private_directory(const private_directory&) = delete;
    private_directory& operator=(const private_directory&) = delete;

    fs::path path;
};

/// The version of the tables of an awaitgram file, or 0 when it cannot be read.
std::int32_t version_of(const std::string& path) {
    sqlite3* database = nullptr;
    sqlite3_stmt* query = nullptr;
    std::int32_t version = 0;
    if (::sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
        ::sqlite3_prepare_v2(database, "pragma user_version", -1, &query, nullptr) == SQLITE_OK &&
        ::sqlite3_step(query) == SQLITE_ROW)
        version = ::sqlite3_column_int(query, 0);
    ::sqlite3_finalize(query);
    ::sqlite3_close_v2(database);
    return version;
}

/// Reads an encrypted awaitgram file through a copy, because it cannot be opened read-only.
ag::imported_session read_encrypted(const std::string& from, const ag::session_key& key) {
    if (ag::recognise_session(from) != ag::session_format::session_file)
        throw std::runtime_error("--from-key-env is for an awaitgram file");
    const private_directory directory;
    const auto copy = (directory.path / "copy").string();
    fs::copy_file(from, copy);
    if (fs::exists(from + "-wal"))
        fs::copy_file(from + "-wal", copy + "-wal");
    ag::imported_session imported;
    imported.format = ag::session_format::session_file;
    imported.version = version_of(copy);
    run([&]() -> ag::awaitable<void> {
        ag::sqlite_session session{copy, {.key = key}};
        imported.data = co_await session.data();
        co_await session.close();
    });
    return imported;
}

ag::imported_session read_from(settings& chosen) {
    const auto& from = chosen.from;
    if (chosen.from_key)
        return read_encrypted(from, *chosen.from_key);
    if (from == "-") {
        const std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
        return ag::read_session_string(text);
    }
    if (from.substr(0, 4) == "env:") {
        return ag::read_session_string(variable(from.substr(4)));
    }
    std::error_code none;
    if (!fs::exists(from, none)) {
        if (ag::recognise_string(from))
            return ag::read_session_string(from);
        throw std::runtime_error(
            from + " is neither a file nor a session string of a known format"
        );
    }
    try {
        return ag::read_session(from, chosen.read);
    } catch (const std::system_error& error) {
        if (error.code() != ag::session_errc::wrong_passcode || !chosen.read.passcode.empty() ||
            ::isatty(STDIN_FILENO) == 0)
            throw;
    }
    run([&]() -> ag::awaitable<void> {
        ag::terminal terminal;
        chosen.read.passcode =
            co_await terminal.ask("Passcode of Telegram Desktop: ", ag::terminal::echo::off);
    });
    return ag::read_session(from, chosen.read);
}

std::optional<ag::session_format> printed(std::string_view to) {
    if (to == "string:")
        return ag::session_format::session_string;
    for (const auto format : ag::string_formats()) {
        // "Telethon string" is chosen by "telethon:".
        std::string name = ag::to_string(format);
        name.replace(name.find(' '), name.npos, ":");
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        if (to == name)
            return format;
    }
    return std::nullopt;
}

ag::awaitable<void>
store(std::string path, ag::session_data data, std::optional<ag::session_key> key) {
    ag::sqlite_options options;
    options.key = std::move(key);
    ag::sqlite_session session{std::move(path), options};
    co_await session.import(std::move(data));
    co_await session.close();
}

/// Removes the journals beside an SQLite file.
void remove_journals(const std::string& path) {
    std::error_code none;
    for (const auto* end : {"-wal", "-shm", "-journal"})
        fs::remove(path + end, none);
}

/// Writes the journals of an SQLite file back into it, so that the file alone is complete.
void apply_journals(const std::string& path) {
    if (!fs::exists(path + "-wal") && !fs::exists(path + "-journal"))
        return;
    // SQLite would treat another file as an empty database, and remove the journal.
    std::string start(16, '\0');
    std::ifstream{path, std::ios::binary}.read(start.data(), 16);
    if (start.substr(0, 15) != "SQLite format 3")
        throw std::runtime_error(path + " has a journal of another file; move it away");
    sqlite3* database = nullptr;
    auto done = ::sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
    for (const auto* step :
         {"select count(*) from sqlite_master", "pragma wal_checkpoint(truncate)"})
        if (done == SQLITE_OK)
            done = ::sqlite3_exec(database, step, nullptr, nullptr, nullptr);
    ::sqlite3_close_v2(database);
    std::error_code none;
    if (const auto left = fs::file_size(path + "-wal", none);
        done != SQLITE_OK || (!none && left > 0))
        throw std::runtime_error(path + " has a journal that cannot be applied; move both away");
}

/// Even after a power failure, the name refers to the complete old file or the complete new one.
void put_in_place(const std::string& temporary, const std::string& to) {
    apply_journals(temporary);
    const auto sync = [](const std::string& path) {
        const auto opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        const auto failed = opened < 0 || ::fsync(opened) != 0;
        const auto why = errno;
        if (opened >= 0)
            ::close(opened);
        if (failed)
            throw std::system_error(why, std::generic_category(), path);
    };
    sync(temporary);
    apply_journals(to);
    fs::rename(temporary, to);
    remove_journals(to); // empty by now
    const auto directory = fs::path{to}.parent_path().string();
    sync(directory.empty() ? "." : directory);
}

void write_to(const settings& chosen, const ag::imported_session& session) {
    const fs::path to{chosen.to};
    std::error_code none;
    if (fs::equivalent(chosen.from, to, none))
        throw std::runtime_error("FROM and TO are the same file");
    if (fs::exists(fs::symlink_status(to))) {
        if (!chosen.force)
            throw std::runtime_error(chosen.to + " exists already; --force writes over it");
        if (!fs::is_regular_file(to))
            throw std::runtime_error(chosen.to + " is not a regular file");
        static_cast<void>(ag::recognise_session(chosen.to)); // throws when a program uses it
    }
    const auto temporary = chosen.to + ".new";
    if (fs::exists(fs::symlink_status(temporary)))
        throw std::runtime_error(
            temporary + " exists already; is another session_convert running?"
        );
    try {
        run([&] { return store(temporary, session.data, chosen.to_key); });
        put_in_place(temporary, chosen.to);
    } catch (...) {
        std::error_code gone;
        fs::remove(temporary, gone);
        remove_journals(temporary);
        throw;
    }
}

void convert(settings& chosen) {
    auto session = read_from(chosen);
    std::fprintf(stderr, "%s\n", describe(session).c_str());
    if (chosen.api_id)
        session.api_id = chosen.api_id;
    if (chosen.self)
        session.data.self = chosen.self;
    const auto home = session.data.dcs.find(session.data.home_dc);
    if (home == session.data.dcs.end() || !home->second.auth_key)
        throw std::runtime_error("FROM is not signed in: it has no key for its data centre");

    if (const auto format = printed(chosen.to)) {
        if (chosen.to_key)
            throw std::runtime_error("--to-key-env is for a file: strings are not encrypted");
        std::printf("%s\n", ag::write_session_string(session, *format).c_str());
    } else {
        write_to(chosen, session);
        std::fprintf(stderr, "Written.\n");
    }
    std::fprintf(
        stderr, "Let one program use it at a time: Telegram ends a session that two use at once.\n"
    );
}

} // namespace

int main(int count, char** arguments) {
    settings chosen;
    std::string problem;
    try {
        chosen = read_arguments(count, arguments);
        convert(chosen);
        return 0;
    } catch (const misuse& error) {
        std::fprintf(stderr, "session_convert: %s\n%s\n", error.what(), usage);
        return 2;
    } catch (const std::system_error& error) {
        problem = error.what();
        if (error.code() == ag::session_errc::incomplete)
            problem += "; see --api-id, --user and --bot";
        if (error.code() == ag::session_errc::key_needed)
            problem += "; see --from-key-env";
    } catch (const std::exception& error) {
        problem = error.what();
    }
    problem = without(without(std::move(problem), chosen.from, "FROM"), chosen.to, "TO");
    std::fprintf(stderr, "session_convert: %s\n", problem.c_str());
    return 1;
}
