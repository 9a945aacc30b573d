// SPDX-License-Identifier: MIT
// An echo bot with a custom session store: a text file that is replaced as a whole at every change.
#include <awaitgram/awaitgram.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>
namespace ag = awaitgram;

/// One line per record of the session: its name, a space, its text.
class text_file {
public:
    explicit text_file(std::string path) : path_(std::move(path)) {}

    ag::session_records load() {
        // Two programs must not use one session at the same time, so the second one fails here.
        lock_ = open(path_ + ".lock");
        if (::flock(::fileno(lock_.get()), LOCK_EX | LOCK_NB) != 0)
            fail("lock");
        ag::session_records records;
        std::ifstream file{path_};
        const auto missing = !file && errno == ENOENT;
        for (std::string name, text; file >> name && std::getline(file.ignore(), text);)
            records[name] = text;
        if (!missing && !file.eof())
            fail("read");
        return records;
    }

    void save(const ag::session_records&, const ag::session_records& all) {
        // The new file is on disk before it replaces the old one.
        const auto file = open(path_ + ".new");
        for (const auto& [name, text] : all)
            std::fprintf(file.get(), "%s %s\n", name.c_str(), text.c_str());
        const auto slash = path_.rfind('/') + 1;
        const auto directory = open(slash == 0 ? "." : path_.substr(0, slash), O_RDONLY);
        if (std::ferror(file.get()) != 0 || std::fflush(file.get()) != 0 ||
            ::fsync(::fileno(file.get())) != 0 ||
            std::rename((path_ + ".new").c_str(), path_.c_str()) != 0 ||
            ::fsync(::fileno(directory.get())) != 0)
            fail("write");
    }

private:
    struct closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    using handle = std::unique_ptr<std::FILE, closer>;

    /// Readable by its owner only: a copy of the session is enough to be signed in.
    handle open(const std::string& path, int flags = O_WRONLY | O_CREAT | O_TRUNC) const {
        const auto number = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
        handle opened{number < 0 ? nullptr : ::fdopen(number, flags == O_RDONLY ? "r" : "w")};
        if (!opened)
            fail("open");
        return opened;
    }

    [[noreturn]] void fail(const std::string& what) const {
        const auto problem = "cannot " + what + " the session " + path_;
        throw std::system_error(errno, std::generic_category(), problem);
    }

    std::string path_;
    handle lock_{};
};
static_assert(ag::session_store<text_file>);

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

int main() {
    ag::bot bot{ag::stored_session{text_file{"echo.txt"}}, ag::app_from_environment()};
    bot.on_message(ag::filters::private_chat && ag::filters::text, echo);
    return bot.run(ag::environment("BOT_TOKEN"));
}
