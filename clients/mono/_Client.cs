// Makes the calls of PowerCLI's cmdlets through a proxy made from the served WSDL.
//
//     Client.exe URL USER PASSWORD FOLDER STORY…      answers and what they were read as go to the folder
using System;
using Vim25Api;

static class Client {
    static int Main(string[] args) {
        Recording.Folder = args[3];
        try {
            Session.Open(args[0], args[1], args[2]);
            for (var place = 4; place < args.Length; place++) Play(args[place]);
            Session.vim.Logout(Session.content.sessionManager);
            return 0;
        } catch (Exception error) {
            Console.Error.WriteLine(error);
            return 1;
        }
    }

    static void Play(string story) {
        switch (story) {
            case "machines": Machines.Play(); break;
            case "cluster": Cluster.Play(); break;
            case "storage": Storage.Play(); break;
            case "reads": Reads.Play(); break;
            default: throw new Exception("there is no story " + story);
        }
    }
}
