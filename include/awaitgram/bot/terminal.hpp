// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <termios.h>
#include <unistd.h>

namespace awaitgram {

/// Prints questions on standard error and reads the answers from standard input: a terminal, a file or a pipe.
class terminal {
public:
    /// Whether typed characters are shown.
    enum class echo { on, off };

    /// Prints `question` and waits for a line without blocking other coroutines. Surrounding blanks are removed, except from
    /// hidden input.
    ///
    /// Errors:  std::runtime_error when the input has ended.
    /// Cancels: characters typed so far go to the next question.
    [[nodiscard]] awaitable<std::string> ask(std::string question, echo shown = echo::on) {
        std::fprintf(stderr, "%s", question.c_str());
        const hidden_input hidden(shown);
        auto end = typed_.find('\n');
        for (; end == std::string::npos; end = typed_.find('\n')) {
            if (!read_some()) {
                if (typed_.empty())
                    throw std::runtime_error(
                        "the input ended before this was answered: " + question
                    );
                typed_ += '\n';
            } else if (typed_.find('\n') == std::string::npos) {
                co_await pause(std::chrono::milliseconds{50});
            }
        }
        auto line = typed_.substr(0, end);
        // Answers may be secrets.
        crypto::wipe({reinterpret_cast<std::uint8_t*>(typed_.data()), end});
        typed_.erase(0, end + 1);
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (shown == echo::on) {
            const auto first = line.find_first_not_of(" \t");
            line.erase(0, first);
            line.erase(line.find_last_not_of(" \t") + 1);
        }
        co_return line;
    }

    /// Prints a line.
    static void say(std::string_view line) {
        std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
    }

private:
    // Switches the echo of a terminal off for its lifetime.
    class hidden_input {
    public:
        explicit hidden_input(echo shown) {
            if (shown == echo::on || ::tcgetattr(STDIN_FILENO, &before_) != 0)
                return;
            auto silent = before_;
            silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
            changed_ = ::tcsetattr(STDIN_FILENO, TCSANOW, &silent) == 0;
        }
        hidden_input(const hidden_input&) = delete;
        hidden_input& operator=(const hidden_input&) = delete;
        ~hidden_input() {
            if (!changed_)
                return;
            ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
            std::fprintf(stderr, "\n");
        }

    private:
        ::termios before_{};
        bool changed_ = false;
    };

    // Reads available bytes without waiting; false at the end of the input.
    bool read_some() {
        ::pollfd waiting{};
        waiting.fd = STDIN_FILENO;
        waiting.events = POLLIN;
        if (::poll(&waiting, 1, 0) <= 0)
            return true;
        std::uint8_t bytes[512];
        const auto count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count > 0)
            append({bytes, static_cast<std::size_t>(count)});
        crypto::wipe(bytes);
        return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
    }

    // As std::string::append, but leaves no copy in freed memory.
    void append(byte_view typed) {
        if (typed_.capacity() - typed_.size() < typed.size()) {
            std::string larger;
            larger.reserve(2 * typed_.size() + typed.size());
            larger = typed_;
            crypto::wipe(typed_);
            typed_.swap(larger);
        }
        typed_.append(reinterpret_cast<const char*>(typed.data()), typed.size());
    }

    std::string typed_{};
};

} // namespace awaitgram
