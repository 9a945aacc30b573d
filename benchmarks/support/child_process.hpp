// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace support {

/// This program, started again with a flag and an argument, for work in a separate process.
///
/// The parent sends a request as a byte on the child's standard input; the child answers with numbers on its standard
/// output.
class child_process {
public:
    child_process(const char* flag, const std::string& argument) {
        int to_child[2];
        int to_parent[2];
        if (::pipe(to_child) != 0 || ::pipe(to_parent) != 0)
            std::abort();
        id_ = ::fork();
        if (id_ == 0) {
            ::dup2(to_child[0], STDIN_FILENO);
            ::dup2(to_parent[1], STDOUT_FILENO);
            for (const auto end : {to_child[0], to_child[1], to_parent[0], to_parent[1]})
                ::close(end);
            ::execl("/proc/self/exe", "benchmark", flag, argument.c_str(), nullptr);
            std::_Exit(1);
        }
        ::close(to_child[0]);
        ::close(to_parent[1]);
        questions_ = ::fdopen(to_child[1], "w");
        answers_ = ::fdopen(to_parent[0], "r");
    }
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;
    /// Ends the child by closing its input, and waits for it.
    ~child_process() {
        std::fclose(questions_);
        std::fclose(answers_);
        ::waitpid(id_, nullptr, 0);
    }

    void ask() {
        std::fputc('?', questions_);
        std::fflush(questions_);
    }

    /// The next number from the child; ends the program if there is none.
    [[nodiscard]] double next_number() {
        double number = 0;
        if (std::fscanf(answers_, "%lf", &number) != 1) {
            std::fputs("a process of the benchmark has failed\n", stderr);
            std::exit(1);
        }
        return number;
    }

    /// In the child: the argument of `flag`; null if this process is not such a child.
    static const char* argument(int count, char** arguments, const char* flag) {
        return count == 3 && std::strcmp(arguments[1], flag) == 0 ? arguments[2] : nullptr;
    }
    /// In the child: waits for a request; false at the end of the input.
    static bool asked() { return std::getchar() != EOF; }
    static void answer(double number) {
        std::printf("%.17g\n", number);
        std::fflush(stdout);
    }

private:
    pid_t id_;
    std::FILE* questions_ = nullptr;
    std::FILE* answers_ = nullptr;
};

} // namespace support
