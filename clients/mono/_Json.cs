// Objects of the proxy as JSON: {"_type": wire name, member: value …} in the order of their type, references as
// {"_ref": "Type:id"}. Throws for a value that the serializer could make nothing of.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Serialization;
using Vim25Api;

static class Json {
    static readonly Dictionary<Type, PropertyInfo[]> members = new Dictionary<Type, PropertyInfo[]>();

    public static void Write(TextWriter to, object value) {
        if (value == null) to.Write("null");
        else if (value is string) Text(to, (string)value);
        else if (value is bool) to.Write((bool)value ? "true" : "false");
        else if (value is DateTime) Text(to, ((DateTime)value).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        else if (value is byte[]) Text(to, Convert.ToBase64String((byte[])value));
        else if (value is System.Xml.XmlNode || value is System.Xml.XmlNode[]) throw new Exception("a value was not recognized");
        else if (value is ManagedObjectReference) Reference(to, (ManagedObjectReference)value);
        else if (value is Enum) Text(to, NameOf((Enum)value));
        else if (value is IEnumerable) List(to, (IEnumerable)value);
        else if (value is IFormattable) to.Write(((IFormattable)value).ToString(value is float || value is double ? "R" : null, CultureInfo.InvariantCulture));
        else Members(to, value);
    }

    static void Members(TextWriter to, object value) {
        var own = MembersOf(value.GetType());
        if (value.GetType().Name.StartsWith("ArrayOf")) {
            Write(to, own[0].GetValue(value) ?? new object[0]);
            return;
        }
        to.Write("{\"_type\":");
        Text(to, value.GetType().Name);
        foreach (var member in own) {
            var given = value.GetType().GetProperty(member.Name + "Specified");
            if (given != null && !(bool)given.GetValue(value)) continue;
            var content = member.GetValue(value);
            if (content == null) continue;
            to.Write(",");
            Text(to, member.Name);
            to.Write(":");
            Write(to, content);
        }
        to.Write("}");
    }

    static PropertyInfo[] MembersOf(Type type) {
        PropertyInfo[] known;
        if (members.TryGetValue(type, out known)) return known;
        var line = new List<Type>();
        for (var each = type; each != null && each != typeof(object); each = each.BaseType) line.Insert(0, each);
        var found = line
            .SelectMany(each => each.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(each => !each.IsDefined(typeof(XmlIgnoreAttribute), false))
            .ToArray();
        members[type] = found;
        return found;
    }

    static void List(TextWriter to, IEnumerable items) {
        var separator = "[";
        foreach (var item in items) {
            to.Write(separator);
            Write(to, item);
            separator = ",";
        }
        to.Write(separator == "[" ? "[]" : "]");
    }

    static void Reference(TextWriter to, ManagedObjectReference value) {
        to.Write("{\"_ref\":");
        Text(to, value.type + ":" + value.Value);
        to.Write("}");
    }

    static string NameOf(Enum value) {
        var field = value.GetType().GetField(value.ToString());
        var named = (XmlEnumAttribute)field.GetCustomAttributes(typeof(XmlEnumAttribute), false).FirstOrDefault();
        return named == null || string.IsNullOrEmpty(named.Name) ? value.ToString() : named.Name;
    }

    static void Text(TextWriter to, string text) {
        to.Write('"');
        foreach (var each in text) {
            if (each == '"' || each == '\\') to.Write("\\" + each);
            else if (each < ' ' || each > '~') to.Write("\\u" + ((int)each).ToString("x4"));
            else to.Write(each);
        }
        to.Write('"');
    }
}
