// A session, and what every story needs: finding and reading objects, waiting for tasks, checking.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Vim25Api;

static class Session {
    public static VimService vim;
    public static ServiceContent content;

    public static void Open(string url, string user, string password) {
        ServicePointManager.ServerCertificateValidationCallback = (a, b, c, d) => true;
        vim = new VimService { Url = url, CookieContainer = new CookieContainer(), EnableDecompression = true, Timeout = 100000 };
        content = vim.RetrieveServiceContent(Reference("ServiceInstance", "ServiceInstance"));
        Refused<NotAuthenticated>(() => vim.CreateContainerView(content.viewManager, content.rootFolder, null, true));
        Refused<InvalidLogin>(() => vim.Login(content.sessionManager, user, "wrong", null));
        vim.Login(content.sessionManager, user, password, null);
    }

    public static void Check(bool claim, string text) {
        if (!claim) throw new Exception(text);
    }

    // The call is refused with a fault of that very type, which is given back.
    public static T Refused<T>(System.Action call) where T : MethodFault {
        try {
            call();
        } catch (Refusal refusal) {
            return Typed<T>(refusal.Fault, refusal.Message);
        }
        throw new Exception(typeof(T).Name + " was expected");
    }

    // The task ends with a fault of that very type.
    public static T Failed<T>(ManagedObjectReference task) where T : MethodFault {
        var info = Ended(task);
        Check(info.state == TaskInfoState.error, info.descriptionId + " did not fail");
        return Typed<T>(info.error.fault, info.error.localizedMessage);
    }

    static T Typed<T>(MethodFault fault, string text) where T : MethodFault {
        Check(fault.GetType() == typeof(T), typeof(T).Name + " was expected, " + fault.GetType().Name + " it is: " + text);
        return (T)fault;
    }

    // What a task results in, once it is done.
    public static object Done(ManagedObjectReference task) {
        var info = Ended(task);
        if (info.state == TaskInfoState.error) throw new Exception(info.descriptionId + ": " + info.error.localizedMessage);
        return info.result;
    }

    static TaskInfo Ended(ManagedObjectReference task) {
        for (var tries = 0; tries < 600; tries++) {
            var info = (TaskInfo)Read(task, "info");
            if (info.state == TaskInfoState.success || info.state == TaskInfoState.error) return info;
            Thread.Sleep(100);
        }
        throw new Exception("a task does not end");
    }

    public static ManagedObjectReference[] Find(string type) { return Of(content.rootFolder, type); }

    public static ManagedObjectReference[] Of(ManagedObjectReference container, string type) {
        var view = vim.CreateContainerView(content.viewManager, container, new[] { type }, true);
        var found = (ManagedObjectReference[])Read(view, "view");
        vim.DestroyView(view);
        // Subtypes are asked for by their own names.
        return (found ?? new ManagedObjectReference[0]).Where(each => each.type == type).ToArray();
    }

    public static ManagedObjectReference Named(string type, string name) {
        return Find(type).First(each => (string)Read(each, "name") == name);
    }

    public static object Read(ManagedObjectReference self, string path) {
        var spec = new PropertyFilterSpec {
            propSet = new[] { new PropertySpec { type = self.type, pathSet = new[] { path } } },
            objectSet = new[] { new ObjectSpec { obj = self } } };
        var found = vim.RetrieveProperties(content.propertyCollector, new[] { spec });
        return found[0].propSet == null ? null : found[0].propSet[0].val;
    }

    public static ObjectContent[] All(string type, ManagedObjectReference[] found) {
        var spec = new PropertyFilterSpec {
            propSet = new[] { new PropertySpec { type = type, all = true, allSpecified = true } },
            objectSet = found.Select(each => new ObjectSpec { obj = each }).ToArray() };
        return vim.RetrieveProperties(content.propertyCollector, new[] { spec });
    }

    public static TraversalSpec Step(string name, string type, string path, params string[] next) {
        return new TraversalSpec { name = name, type = type, path = path, skip = false, skipSpecified = true, selectSet = next.Select(each => new SelectionSpec { name = each }).ToArray() };
    }

    public static ManagedObjectReference Reference(string type, string id) {
        return new ManagedObjectReference { type = type, Value = id };
    }

    public static bool Same(ManagedObjectReference one, ManagedObjectReference other) {
        return one.type == other.type && one.Value == other.Value;
    }
}
