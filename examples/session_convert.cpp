// SPDX-License-Identifier: MIT
// Turns a session of another library, or of Telegram Desktop, into one of awaitgram's, or into a session string.
#include <awaitgram/async/task.hpp>
#include <awaitgram/bot/terminal.hpp>
#include <awaitgram/session/convert.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <asio/io_context.hpp>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
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
FROM     a file or directory: of Telethon, Pyrogram, Kurigram, mtcute, grammers, GramJS (StoreSession),
         Telegram Desktop (tdata) or awaitgram; a session string; env:NAME, a string in a variable; -, one on standard input
TO       a file to make, for awaitgram; or what to print: string: (awaitgram's) telethon: pyrogram: gramjs: mtcute: mtkruto:
options  --force          write over TO
         --account N      of several accounts the one with this number, from 1
         --api-id N       the API id, where FROM doesn't tell and TO needs it
         --user ID        likewise the id of who is signed in; --bot ID if that is a bot
The passcode of Telegram Desktop is asked for, or taken from SESSION_PASSCODE. A session string on the command line can be seen by
others on the machine: prefer - or env:NAME.)";

struct settings {
    std::string from{};
    std::string to{};
    bool force = false;
    ag::session_read_options read{};
    std::optional<std::int32_t> api_id{};
    std::optional<ag::signed_in_user> self{};
};

/// What is wrong with the command line.
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

settings read_arguments(int count, char** arguments) {
    settings chosen;
    auto given = 0;
    for (auto i = 1; i < count; ++i) {
        const std::string_view option = arguments[i];
        if (option == "--force") {
            chosen.force = true;
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
            throw misuse("no option is called " + std::string{option});
        } else if (given++ < 2) {
            (given == 1 ? chosen.from : chosen.to) = option;
        }
    }
    if (given != 2)
        throw misuse("FROM and TO are needed");
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

ag::found_session read_from(settings& chosen) {
    const auto& from = chosen.from;
    if (from == "-") {
        const std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
        return ag::read_session_string(text);
    }
    if (from.substr(0, 4) == "env:") {
        const auto* const text = std::getenv(from.c_str() + 4);
        if (text == nullptr)
            throw std::runtime_error("the variable " + from.substr(4) + " isn't set");
        return ag::read_session_string(text);
    }
    // What is meant as a path should not be quoted as a broken string, nor a string as a missing file.
    std::error_code none;
    if (!fs::exists(from, none)) {
        if (ag::recognise_string(from))
            return ag::read_session_string(from);
        throw std::runtime_error(
            from.size() > 200 ? "FROM is neither a file nor a session string of a known format"
                              : from + " is neither a file nor a session string of a known format"
        );
    }
    try {
        return ag::read_session(from, chosen.read);
    } catch (const std::system_error& error) {
        if (error.code() != ag::sessions::errc::wrong_passcode || !chosen.read.passcode.empty() ||
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
    if (to == "telethon:")
        return ag::session_format::telethon_string;
    if (to == "pyrogram:")
        return ag::session_format::pyrogram_string;
    if (to == "gramjs:")
        return ag::session_format::gramjs_string;
    if (to == "mtcute:")
        return ag::session_format::mtcute_string;
    if (to == "mtkruto:")
        return ag::session_format::mtkruto_string;
    return std::nullopt;
}

ag::awaitable<void> store(std::string path, ag::session_data data) {
    ag::sqlite_session session{std::move(path)};
    for (const auto& [id, option] : data.dcs)
        co_await session.set_dc_option(option);
    co_await session.set_home_dc_id(data.home_dc);
    co_await session.set_self(data.self);
    for (const auto& [id, salts] : data.salts)
        co_await session.set_salts(id, salts);
    for (const auto& [id, peer] : data.peers)
        co_await session.cache_peer(peer);
    const ag::update_state state = ag::update_state::all{data.updates};
    co_await session.set_update_state(state);
    co_await session.close();
}

/// An SQLite file and what it leaves beside it.
void remove_database(const fs::path& path) {
    std::error_code none;
    for (const auto* end : {"", "-wal", "-shm", "-journal"})
        fs::remove(path.string() + end, none);
}

void write_to(const settings& chosen, const ag::found_session& session) {
    const fs::path to{chosen.to};
    std::error_code none;
    if (fs::equivalent(chosen.from, to, none))
        throw std::runtime_error("FROM and TO are the same file");
    if (fs::exists(fs::symlink_status(to))) {
        if (!chosen.force)
            throw std::runtime_error(chosen.to + " exists already; --force writes over it");
        if (!fs::is_regular_file(to))
            throw std::runtime_error(chosen.to + " is no file");
        static_cast<void>(ag::recognise_session(chosen.to)); // throws when a program uses it
    }
    // Whole or not at all: what was there stays until all is written.
    const auto made = chosen.to + ".new";
    if (fs::exists(fs::symlink_status(made)))
        throw std::runtime_error(made + " exists already; is another session_convert running?");
    try {
        run([&] { return store(made, session.data); });
        remove_database(to);
        fs::rename(made, to);
    } catch (...) {
        remove_database(made);
        throw;
    }
}

void convert(settings chosen) {
    auto session = read_from(chosen);
    std::fprintf(stderr, "%s\n", describe(session).c_str());
    if (chosen.api_id)
        session.api_id = chosen.api_id;
    if (chosen.self)
        session.data.self = chosen.self;
    const auto home = session.data.dcs.find(session.data.home_dc);
    if (home == session.data.dcs.end() || !home->second.auth_key)
        throw std::runtime_error("nobody is signed in there: the session has no key");

    if (const auto format = printed(chosen.to)) {
        std::printf("%s\n", ag::write_session_string(session, *format).c_str());
    } else {
        write_to(chosen, session);
        std::fprintf(stderr, "Written to %s.\n", chosen.to.c_str());
    }
    std::fprintf(
        stderr, "Let one program use it at a time: Telegram ends a session that two use at once.\n"
    );
}

} // namespace

int main(int count, char** arguments) {
    try {
        convert(read_arguments(count, arguments));
    } catch (const misuse& error) {
        std::fprintf(stderr, "session_convert: %s\n%s\n", error.what(), usage);
        return 2;
    } catch (const std::system_error& error) {
        const auto hint = error.code() == ag::sessions::errc::incomplete
                              ? "; see --api-id, --user and --bot"
                              : "";
        std::fprintf(stderr, "session_convert: %s%s\n", error.what(), hint);
        return 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "session_convert: %s\n", error.what());
        return 1;
    }
}
